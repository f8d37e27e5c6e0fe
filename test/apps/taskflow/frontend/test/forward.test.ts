import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import { forward } from '../src/lib/forward.ts';
import { backendVariable } from '../src/lib/settings.ts';

let server: Server | undefined;
afterEach(() => server?.close());

async function backend(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env[backendVariable] = url;
  return url;
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

test('method, path, query, body and the headers that matter reach the backend; cookies do not', async () => {
  const seen: unknown[] = [];
  await backend(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, auth: headers.authorization, origin: headers.origin, cookie: headers.cookie });
    seen.push(await text(request));
    response.writeHead(201, { 'content-type': 'application/json', 'x-internal': 'no' }).end('{"id":1}');
  });
  const answer = await forward(
    new Request('http://front:3000/api/v1/tasks?completed=true', {
      method: 'POST',
      headers: { authorization: 'Bearer t', cookie: 'a=b', origin: 'http://front:3000', 'content-type': 'application/json' },
      body: '{"title":"é"}',
    }),
  );
  assert.deepEqual(seen, [
    { method: 'POST', url: '/api/v1/tasks?completed=true', auth: 'Bearer t', origin: 'http://front:3000', cookie: undefined },
    '{"title":"é"}',
  ]);
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get('x-internal'), null);
  assert.deepEqual(await answer.json(), { id: 1 });
});

test('an empty answer stays empty', async () => {
  await backend((_, response) => response.writeHead(204).end());
  const answer = await forward(new Request('http://front/api/v1/tasks/1', { method: 'DELETE' }));
  assert.deepEqual([answer.status, await answer.text()], [204, '']);
});

test('what CORS allows is decided by the backend', async () => {
  await backend((request, response) => {
    assert.equal(request.headers['access-control-request-method'], 'PUT');
    response.writeHead(400, { 'access-control-allow-methods': 'GET', vary: 'Origin' }).end('Disallowed CORS origin');
  });
  const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
  const answer = await forward(new Request('http://front/api/v1/tasks', { method: 'OPTIONS', headers: preflight }));
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get('access-control-allow-methods'), 'GET');
});

test('an unreachable backend is named in the log and hidden from the browser', async (context) => {
  const url = await backend(() => undefined);
  await new Promise((resolve) => server?.close(resolve));
  const log = context.mock.method(console, 'error', () => undefined);
  const answer = await forward(new Request('http://front/api/v1/tasks'));
  assert.deepEqual([answer.status, await answer.json()], [502, { detail: 'The backend cannot be reached' }]);
  assert.match(String(log.mock.calls[0]?.arguments[0]), new RegExp(`backend ${url} cannot be reached: .*ECONNREFUSED`));
});
