import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, normalize } from 'node:path';
import { Failure } from './failure.ts';

/** Serves the mirror tree on loopback; port 0 takes any free one. Resolves to the server and its address. */
export const serve = (tree: string, port: number): Promise<{ readonly server: Server; readonly address: string }> =>
  new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const path = join(tree, normalize(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/')));
      const stat = path.startsWith(tree) ? statSync(path, { throwIfNoEntry: false }) : undefined;
      if (!stat?.isFile()) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('not in the mirror\n');
        return;
      }
      response.writeHead(200, { 'content-length': stat.size, 'content-type': 'application/octet-stream' });
      if (request.method === 'HEAD') response.end();
      else createReadStream(path).pipe(response);
    });
    server.once('error', (fault: NodeJS.ErrnoException) => {
      const taken = fault.code === 'EADDRINUSE';
      reject(
        taken
          ? new Failure(
              `Port ${port} on 127.0.0.1 is taken by another program.`,
              'Name another port, or none: then a free one is taken.',
            )
          : fault,
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const bound = server.address();
      resolve({ server, address: `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : port}` });
    });
  });
