import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';

/** `kubectl port-forward`: a port of its own that leads to the test's application. */
const appPort = Number(readFileSync(join(process.argv[2] as string, 'app-port'), 'utf8'));
const server = createServer((socket) => {
  const upstream = connect(appPort, '127.0.0.1');
  upstream.on('error', () => socket.destroy());
  socket.on('error', () => upstream.destroy());
  socket.pipe(upstream).pipe(socket);
});
server.listen(0, '127.0.0.1', () => {
  console.log(`Forwarding from 127.0.0.1:${(server.address() as AddressInfo).port} -> 8000`);
});
