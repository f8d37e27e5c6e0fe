/** A user of one of the systems, by its API. */
export interface User {
  readonly token: string;
  readonly add: (title: string) => Promise<string>;
  readonly titles: () => Promise<readonly string[]>;
  readonly remove: (id: string) => Promise<void>;
  readonly chat: (message: string) => Promise<Response>;
}

export async function signUp(api: string): Promise<User> {
  const account = { email: `e2e-${Date.now().toString(36)}@example.com`, password: 'an e2e password' };
  const { access_token: token } = (await json(await send(`${api}/auth/signup`, 'POST', account))) as {
    access_token: string;
  };
  return userAt(api, token);
}

/** The same user at another address of the same system. */
export function userAt(api: string, token: string): User {
  const ask = (path: string, method = 'GET', body?: object): Promise<Response> =>
    send(`${api}${path}`, method, body, token);
  return {
    token,
    add: async (title) => ((await json(await ask('/tasks', 'POST', { title }))) as { id: string }).id,
    titles: async () => ((await json(await ask('/tasks'))) as { title: string }[]).map(({ title }) => title),
    remove: async (id) => void (await json(await ask(`/tasks/${id}`, 'DELETE'))),
    chat: (message) => ask('/chat', 'POST', { message }),
  };
}

function send(url: string, method: string, body?: object, token?: string): Promise<Response> {
  return fetch(url, {
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(20_000),
  });
}

async function json(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** True when nothing at all accepts a connection there. */
export async function refuses(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(3000) });
    return false;
  } catch {
    return true;
  }
}
