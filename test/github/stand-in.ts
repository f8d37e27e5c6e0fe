import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { problemsOf } from '../support/json-schema.ts';

/** The part of GitHub's REST API that src/github uses. A body that GitHub's own description refuses is refused here too. */
export interface GitHub {
  readonly url: string;
  /** What was written, in order: method, path below the repository, body. */
  readonly written: Written[];
  readonly comments: Comment[];
  /** Answers before anything else does; undefined lets the request through. */
  refuse: (request: { readonly method: string; readonly path: string }) => Refusal | undefined;
  readonly close: () => Promise<void>;
}

export interface Written {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Comment {
  readonly id: number;
  body: string;
}

export interface Refusal {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const { bodies } = JSON.parse(readFileSync(join(import.meta.dirname, 'requests.json'), 'utf8')) as {
  readonly bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** With a certificate it speaks TLS, as a GitHub Enterprise Server does, and its API lies below /api/v3. */
export async function startGitHub(token: string, identity?: Identity): Promise<GitHub> {
  const root = identity ? '/api/v3' : '';
  const state: Pick<GitHub, 'written' | 'comments' | 'refuse'> = { written: [], comments: [], refuse: () => undefined };
  const listener: RequestListener = (request, response) => {
    answer(request, { token, root, state }).then(
      ({ status, body, headers }) => send(response, status, body, headers),
      (error: unknown) => send(response, 500, { message: String(error) }),
    );
  };
  const server = identity ? createSecureServer(identity, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `${identity ? 'https' : 'http'}://127.0.0.1:${port}${root}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Desk {
  readonly token: string;
  readonly root: string;
  readonly state: Pick<GitHub, 'written' | 'comments' | 'refuse'>;
}

async function answer(request: IncomingMessage, { token, root, state }: Desk): Promise<Answered> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://github');
  const method = request.method ?? 'GET';
  const path = pathname.replace(root, '').replace(/^\/repos\/[^/]+\/[^/]+\//, '');
  const text = await textOf(request);
  if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: { message: 'Bad credentials' } };
  const refusal = state.refuse({ method, path });
  if (refusal) {
    const { status, message, headers } = refusal;
    return { status, body: { message: message ?? 'refused' }, ...(headers && { headers }) };
  }
  if (method === 'GET') return listComments(Number(searchParams.get('page') ?? 1), state.comments);
  const schema = bodies[`${method} /repos/{owner}/{repo}/${patternOf(path)}`];
  if (!schema) return { status: 404, body: { message: 'Not Found' } };
  const body = JSON.parse(text) as Written['body'];
  const problems = problemsOf(body, schema);
  if (problems.length > 0) return { status: 422, body: { message: problems.join('; ') } };
  state.written.push({ method, path, body });
  return write(method, path, String(body.body), state);
}

function patternOf(path: string): string {
  return path
    .replace(/^issues\/comments\/\d+$/, 'issues/comments/{comment_id}')
    .replace(/^issues\/\d+\//, 'issues/{issue_number}/')
    .replace(/^statuses\/[0-9a-f]{40}$/, 'statuses/{sha}')
    .replace(/^deployments\/\d+\//, 'deployments/{deployment_id}/');
}

function listComments(page: number, comments: readonly Comment[]): Answered {
  const more = comments.length > page * 100;
  const link = '<https://api.github.com/next>; rel="next"';
  return { status: 200, body: comments.slice((page - 1) * 100, page * 100), ...(more && { headers: { link } }) };
}

function write(method: string, path: string, text: string, { comments, written }: Desk['state']): Answered {
  if (method === 'PATCH') {
    const comment = comments.find(({ id }) => path.endsWith(`/${id}`));
    if (!comment) return { status: 404, body: { message: 'Not Found' } };
    comment.body = text;
    return { status: 200, body: comment };
  }
  if (!path.endsWith('/comments')) return { status: 201, body: { id: written.length } };
  const comment = { id: 9000 + comments.length, body: text };
  comments.push(comment);
  return { status: 201, body: comment };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown, headers: Answered['headers'] = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
  response.end(JSON.stringify(body));
}
