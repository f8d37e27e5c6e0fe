import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { CheckResult } from '../../src/model/check.ts';
import { runContract } from './support/run.ts';
import { json, type Served, serve } from './support/serve.ts';

const open: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const kept = async (starting: Promise<Served>): Promise<Served> => {
  const server = await starting;
  open.push(server);
  return server;
};

const healthy = (): Promise<Served> => kept(serve((_, response) => json(response, 200, { status: 'healthy' })));

/** A server that writes bytes as they are, whatever HTTP says. */
async function raw(answer: (socket: Socket) => void): Promise<Served> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  open.push({ close });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: [], close };
}

const contract = `version: 1
defaults: { timeout: 1500ms }
steps: [GET /health]
`;

async function verdictOf(reference: string, candidate: string): Promise<CheckResult> {
  const { checks } = await runContract(contract, { reference, candidate });
  const [first] = checks;
  if (!first) throw new Error('no check');
  return first;
}

const bomb = gzipSync(Buffer.alloc(64 << 20));

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

const hostile: readonly (readonly [string, () => Promise<Served>, RegExp])[] = [
  ['never answers', () => kept(serve(() => undefined)), /timeout.*no answer within 1500 ms/],
  [
    'never ends',
    () => kept(serve((_, response) => void setInterval(() => response.write('x'.repeat(1000)), 5).unref())),
    /timeout.*not complete \(\d+ bytes\)/,
  ],
  [
    'sends more than anyone wants',
    () =>
      kept(
        serve((_, response) => {
          const more = (): void => {
            while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
            if (!response.destroyed) response.once('drain', more);
          };
          more();
        }),
      ),
    /too-large/,
  ],
  [
    'is a gzip bomb',
    () =>
      kept(
        serve((_, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
          response.end(bomb);
        }),
      ),
    /too-large.*gzip grow/,
  ],
  [
    'breaks off',
    () => raw((socket) => void socket.end(`${head}content-length: 100\r\n\r\n{"a"`)),
    /framing.*after 4 bytes/,
  ],
  [
    'breaks off in a chunk',
    () => raw((socket) => void socket.end(`${head}transfer-encoding: chunked\r\n\r\nff\r\n{"a"`)),
    /framing/,
  ],
  ['is no HTTP at all', () => raw((socket) => void socket.end('220 smtp.example.com ESMTP\r\n')), /framing/],
  [
    'sends broken gzip',
    () => raw((socket) => void socket.end(`${head}content-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc`)),
    /encoding.*not valid gzip/,
  ],
  ['resets the connection', () => raw((socket) => void socket.resetAndDestroy()), /connect|framing/],
  [
    'is a challenge page',
    () =>
      kept(
        serve(
          (_, response) =>
            void response.writeHead(403, { 'content-type': 'text/html' }).end('<title>Just a moment...</title>'),
        ),
      ),
    /challenge page \(403\)/,
  ],
  [
    'has moved',
    () =>
      kept(
        serve((_, response) => void response.writeHead(308, { location: 'https://elsewhere.example/health' }).end()),
      ),
    /has moved to https:\/\/elsewhere/,
  ],
  ['is overloaded', () => kept(serve((_, response) => json(response, 503, {}))), /fails itself \(503/],
  ['limits the rate', () => kept(serve((_, response) => json(response, 429, {}))), /429/],
  [
    'is a start page',
    () =>
      kept(
        serve(
          (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>Starting'),
        ),
      ),
    /HTML page where the candidate has JSON/,
  ],
];

describe('a reference that', () => {
  test.each(hostile)('%s is named as such, in time and within bounds', async (_, start, message) => {
    const [reference, candidate] = [await start(), await healthy()];
    const [before, started] = [process.memoryUsage().rss, performance.now()];
    const check = await verdictOf(reference.url, candidate.url);
    expect({ verdict: check.verdict, detail: check.detail }).toEqual({
      verdict: 'reference-invalid',
      detail: expect.stringMatching(new RegExp(message.source, 's')) as unknown,
    });
    expect(performance.now() - started).toBeLessThan(6000);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 << 20);
  });

  test('is nowhere is not green', async () => {
    const check = await verdictOf('http://127.0.0.1:1', (await healthy()).url);
    expect(check).toMatchObject({ verdict: 'reference-invalid', detail: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('a candidate that', () => {
  test.each(hostile.slice(0, 9))('%s fails, and the message says how', async (_, start, message) => {
    const check = await verdictOf((await healthy()).url, (await start()).url);
    expect(check).toMatchObject({ verdict: 'failed', detail: expect.stringMatching(new RegExp(message.source, 's')) });
  });
});

describe('content encodings', () => {
  const body = JSON.stringify({ status: 'healthy' });
  test.each([
    ['gzip', gzipSync(body)],
    ['br', brotliCompressSync(body)],
    ['deflate', deflateRawSync(body)],
    ['gzip, br', brotliCompressSync(gzipSync(body))],
  ])(
    '%s is taken off before the bodies are compared, and named as a difference of its own',
    async (encoding, bytes) => {
      const packed = await kept(
        serve((_, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(bytes);
        }),
      );
      const check = await verdictOf((await healthy()).url, packed.url);
      expect(check.detail).toContain('header[content-encoding]');
      expect(check.detail).toContain('1 exact');
    },
  );
});

describe('redirects', () => {
  test('are an answer, never followed, so no credential leaves its origin', async () => {
    const other = await healthy();
    const start = (): Promise<Served> =>
      kept(serve((_, response) => void response.writeHead(302, { location: `${other.url}/login` }).end()));
    const check = await verdictOf((await start()).url, (await start()).url);
    expect(check.verdict).toBe('passed');
    expect(other.requests).toEqual([]);
  });
});
