import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Holds a name on this machine until this process ends, however it ends: an abstract socket leaves no file behind.
 * Where there are none, nobody is asked; a machine for many jobs runs Linux.
 */
export async function claimOnMachine(name: string, owner: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const path = `\0taskflow-k8s/${name}`;
  const server = createServer((socket) => socket.on('error', () => undefined).end(owner));
  server.unref();
  server.listen({ path });
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return (await ownerAt(path)) === owner;
  }
}

async function ownerAt(path: string): Promise<string | undefined> {
  const socket = connect({ path, timeout: 2000 });
  socket.on('timeout', () => socket.destroy());
  try {
    let said = '';
    for await (const chunk of socket) said += String(chunk);
    return said;
  } catch {
    // It ended just now, or does not answer; either way the name is not ours.
    return undefined;
  }
}
