/** One connection to a browser by the DevTools protocol: commands with answers, and events. */
export interface Cdp {
  readonly send: (method: string, params?: object, session?: string) => Promise<Record<string, unknown>>;
  readonly on: (listener: (event: CdpEvent) => void) => void;
  readonly close: () => void;
}

export interface CdpEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

export async function connectCdp(url: string, signal: AbortSignal): Promise<Cdp> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, Waiting>();
  const listeners: ((event: CdpEvent) => void)[] = [];
  const fail = (error: Error): void => {
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  };
  socket.addEventListener('message', ({ data }) =>
    receive(JSON.parse(String(data)) as Message, { waiting, listeners }),
  );
  socket.addEventListener('close', () => fail(new Error('the browser closed the connection')));
  signal.addEventListener(
    'abort',
    () => fail(signal.reason instanceof Error ? signal.reason : new Error('cancelled')),
    { once: true },
  );
  await opened(socket);
  let last = 0;
  const send: Cdp['send'] = (method, params = {}, session) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new Error('the time limit is over'));
      const id = ++last;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params, ...(session !== undefined && { sessionId: session }) }));
    });
  return { send, on: (listener) => void listeners.push(listener), close: () => socket.close() };
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('the browser does not accept a connection')), {
      once: true,
    });
  });
}

interface Listening {
  readonly waiting: Map<number, Waiting>;
  readonly listeners: readonly ((event: CdpEvent) => void)[];
}

function receive(message: Message, { waiting, listeners }: Listening): void {
  if (message.id === undefined) {
    if (message.method !== undefined) {
      for (const listener of listeners) listener({ method: message.method, params: message.params ?? {} });
    }
    return;
  }
  const one = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.error) one?.reject(new Error(message.error.message));
  else one?.resolve(message.result ?? {});
}
