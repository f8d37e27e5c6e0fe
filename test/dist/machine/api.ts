import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { objectsOf, ofPlural } from './objects.ts';

/** `kubectl proxy --unix-socket FILE`: the stand-in cluster's API. */
const [world = '', ...args] = process.argv.slice(2);
const socket = args[args.indexOf('--unix-socket') + 1];

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => answer(request.method ?? 'GET', url, body, response));
});
server.listen(socket, () => console.log(`Starting to serve on ${socket}`));

function answer(method: string, url: URL, body: string, response: ServerResponse): void {
  if (method === 'GET' && url.searchParams.has('watch')) {
    response.writeHead(200).flushHeaders();
    return;
  }
  const { status, value } =
    method === 'GET' ? read(url) : { status: method === 'POST' ? 201 : 200, value: keep(url.pathname, body) };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function read(url: URL): { status: number; value: unknown } {
  const proxied = /\/services\/([\w-]+):\d+\/proxy/.exec(url.pathname)?.[1];
  if (proxied !== undefined) return { status: statusOf(proxied), value: { status: 'said by the stand-in' } };
  const [, namespace, plural = '', name] =
    /^\/apis?\/(?:[^/]+\/)?v1(?:\/namespaces\/([^/]+))?\/(\w+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
  const selector = (url.searchParams.get('labelSelector') ?? '').split(',').filter(Boolean);
  const items = ofPlural(objectsOf(world), plural, namespace).filter(({ metadata }) =>
    selector.map((pair) => pair.split('=')).every(([key = '', value]) => metadata.labels?.[key] === value),
  );
  if (name !== undefined) {
    const found = items.find(({ metadata }) => metadata.name === name);
    return found ? { status: 200, value: found } : { status: 404, value: { message: `${plural} "${name}" not found` } };
  }
  return { status: 200, value: { kind: 'List', metadata: { resourceVersion: '1' }, items } };
}

function statusOf(service: string): number {
  const file = join(world, `answers-${service}`);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 200;
}

/** Names alone are remembered: of a Secret, the test looks only at whether it is there. */
function keep(path: string, body: string): unknown {
  const object = JSON.parse(body) as { metadata: { name?: string } };
  if (path.endsWith('/secrets') && object.metadata.name !== undefined) {
    mkdirSync(join(world, 'cluster/secrets'), { recursive: true });
    writeFileSync(join(world, 'cluster/secrets', object.metadata.name), '');
  }
  return object;
}
