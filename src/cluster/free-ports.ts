import { createServer } from 'node:net';
import type { StagePorts } from '../ports/stage.ts';

/** Those that nobody on this machine listens on; another cluster's published port must not keep this one from starting. */
export async function freePorts(ports: readonly number[], { emit }: StagePorts): Promise<readonly number[]> {
  const free = await Promise.all(ports.map(isFree));
  const taken = ports.filter((_, index) => !free[index]);
  if (taken.length > 0)
    emit({
      kind: 'note',
      level: 'info',
      stage: 'cluster',
      text: `localhost does not answer for NodePort ${taken.join(', ')}: something else on this machine listens there`,
    });
  return ports.filter((_, index) => free[index]);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
