import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on the loopback: the deployed application, or production. */
export interface App {
  readonly port: number;
  readonly url: string;
  /** What a path answers from now on; everything else is a page. */
  readonly answer: (path: string, status: number, body: string) => void;
  readonly close: () => Promise<void>;
}

export async function startApp(): Promise<App> {
  const answers = new Map([['/greeting', { status: 200, body: '{"hello":"world"}' }]]);
  const server = createServer((request, response) => {
    const { status, body } = answers.get(request.url ?? '/') ?? { status: 200, body: '{"page":true}' };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    answer: (path, status, body) => answers.set(path, { status, body }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
