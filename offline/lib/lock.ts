import { createConnection, createServer, type Server } from 'node:net';
import { sha256 } from './hash.ts';

export type Lock = { readonly release: () => Promise<void> };

/**
 * One builder per store. The lock is a listening socket in the kernel's abstract namespace: it vanishes with its owner,
 * however that ends, so there is no stale lock to judge; whoever waits hears from the owner and is woken by its end.
 */
export const lock = async (store: string, onWait: (owner: string) => void): Promise<Lock> => {
  const address = `\0taskflow-k8s-kit-${sha256(store).slice(0, 16)}`;
  for (;;) {
    const server = await listen(address);
    if (server) return { release: () => new Promise((done) => server.close(() => done())) };
    await ownerGone(address, onWait);
  }
};

const listen = (address: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const waiting = new Set<{ destroy: () => void }>();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => undefined).on('close', () => waiting.delete(socket));
      socket.write(`process ${process.pid}\n`);
    });
    const close = server.close.bind(server);
    server.close = (done) => {
      for (const socket of waiting) socket.destroy();
      return close(done);
    };
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => resolve(server));
  });

const ownerGone = (address: string, onWait: (owner: string) => void): Promise<void> =>
  new Promise((resolve) => {
    createConnection(address)
      .once('data', (owner) => onWait(String(owner).trim()))
      .once('error', () => resolve()) // it ended between our two calls
      .once('close', () => resolve());
  });
