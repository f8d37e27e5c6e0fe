import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { type Answer, VARIANTS, type Variant, type VariantName } from './variants.ts';

export type Wrapper = { readonly use: (name: VariantName) => void; readonly stop: () => Promise<void> };

/** Stands before the backend and changes its answers as the variant in use says; `use` switches while it runs. */
export async function startWrapper(port: number, backendPort: number): Promise<Wrapper> {
  let variant: Variant = VARIANTS.none;
  const server = createServer((request, response) => {
    pass(request, backendPort)
      .then((answer) => deliver(response, answer, request, variant))
      .catch((error: Error) => response.writeHead(502).end(error.message));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    use: (name) => {
      variant = VARIANTS[name];
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pass(request: IncomingMessage, port: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, url: path, headers } = request;
    const outgoing = send({ host: '127.0.0.1', port, method, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('error', reject);
    request.pipe(outgoing);
  });
}

async function deliver(
  response: ServerResponse,
  answer: Answer,
  { method = 'GET', url = '/' }: IncomingMessage,
  { delayMs = 0, change }: Variant,
): Promise<void> {
  const asked = { method, path: new URL(url, 'http://localhost').pathname };
  const { status, headers, body } = change?.(answer, asked) ?? answer;
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...kept } = headers;
  response.writeHead(status, status === 204 ? kept : { ...kept, 'content-length': body.length }).end(body);
}
