import type { IncomingHttpHeaders } from 'node:http';

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };
export type Asked = { readonly method: string; readonly path: string };
export type Variant = {
  readonly summary: string;
  readonly delayMs?: number;
  readonly change?: (answer: Answer, asked: Asked) => Answer;
};

/** What can be wrong with a deployment, each as small as it would be in life; the application itself stays as it is. */
export const VARIANTS = {
  none: { summary: 'passes everything unchanged' },
  'field-renamed': {
    summary: 'a task has `done` instead of `completed`',
    change: onPath(
      /\/tasks/,
      onText((text) => text.replaceAll('"completed":', '"done":')),
    ),
  },
  'field-missing': {
    summary: 'a task has no `description`',
    change: onPath(
      /\/tasks/,
      onText((text) => text.replaceAll(/"description":(?:null|"(?:[^"\\]|\\.)*"),/g, '')),
    ),
  },
  'field-added': {
    summary: 'the user has another field, `role`',
    change: onPath(
      /\/auth\//,
      onText((text) => text.replaceAll('"email":', '"role":"user","email":')),
    ),
  },
  'type-changed': {
    summary: '`expires_in` is a string',
    change: onPath(
      /\/auth\//,
      onText((text) => text.replaceAll(/"expires_in":(\d+)/g, '"expires_in":"$1"')),
    ),
  },
  'status-changed': {
    summary: 'a created task answers 200 instead of 201',
    change: (answer, { method, path }) =>
      method === 'POST' && path.endsWith('/tasks') && answer.status === 201 ? { ...answer, status: 200 } : answer,
  },
  'conflict-changed': {
    summary: 'a duplicate e-mail answers 400 instead of 409',
    change: (answer) => (answer.status === 409 ? { ...answer, status: 400 } : answer),
  },
  'unauthorized-changed': {
    summary: 'a missing token answers 403 instead of 401',
    change: (answer) => (answer.status === 401 ? { ...answer, status: 403 } : answer),
  },
  'header-missing': { summary: 'a 401 has no WWW-Authenticate', change: without(['www-authenticate']) },
  'cors-missing': {
    summary: 'no answer has an Access-Control-Allow-Origin',
    change: without(['access-control-allow-origin']),
  },
  'cors-open': {
    summary: 'every origin is allowed',
    change: (answer) => ({ ...answer, headers: { ...answer.headers, 'access-control-allow-origin': '*' } }),
  },
  'content-type-changed': {
    summary: 'JSON comes as text/plain',
    change: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } }),
  },
  'bytes-changed': {
    summary: 'the same JSON with blanks after the colons',
    change: onText((text) => text.replaceAll(/"([a-z_]+)":/g, '"$1": ')),
  },
  slow: { summary: 'every answer takes 150 ms longer', delayMs: 150 },
  broken: {
    summary: 'every answer is a 500',
    change: () => ({
      status: 500,
      headers: { 'content-type': 'text/plain' },
      body: Buffer.from('Internal Server Error'),
    }),
  },
} as const satisfies Readonly<Record<string, Variant>>;

export type VariantName = keyof typeof VARIANTS;

type Change = NonNullable<Variant['change']>;

function onPath(pattern: RegExp, change: Change): Change {
  return (answer, asked) => (pattern.test(asked.path) ? change(answer, asked) : answer);
}

function onText(edit: (text: string) => string): Change {
  return (answer) =>
    /json/.test(String(answer.headers['content-type']))
      ? { ...answer, body: Buffer.from(edit(answer.body.toString())) }
      : answer;
}

function without(names: readonly string[]): Change {
  return (answer) => ({
    ...answer,
    headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !names.includes(name))),
  });
}
