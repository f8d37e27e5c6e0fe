import { parseYaml } from '../../lib/yaml.ts';
import { isObject } from '../compose.ts';
import { type Node, yamlText } from '../yaml-text.ts';
import { readHar } from './har.ts';
import { type ApiDocument, type Operation, readOpenApi } from './openapi.ts';

export interface ProposedContract {
  readonly text: string;
  readonly steps: number;
  readonly kind: 'OpenAPI' | 'HAR';
  /** What has no step, and why. */
  readonly left: readonly string[];
}

const schema = 'https://raw.githubusercontent.com/org/taskflow-k8s-action/v1/schema/contract.schema.json';

/** A first contract from what describes or recorded an API. Undefined: the text is neither. */
export function proposeContract(text: string, source: string): ProposedContract | undefined {
  const document = parseYaml(text).value;
  if (!isObject(document)) return undefined;
  if ('openapi' in document || 'swagger' in document) return fromOpenApi(readOpenApi(document), source);
  return isObject(document.log) ? fromHar(document, source) : undefined;
}

function fromHar(document: Readonly<Record<string, unknown>>, source: string): ProposedContract {
  const { origin, calls, left } = readHar(document);
  const steps = calls.map(
    ({ path, status }): Node => ({ id: idOf('GET', path), request: `GET ${path}`, expect: { status } }),
  );
  return { text: contractText(`API of ${origin}`, steps, { source, left }), steps: steps.length, kind: 'HAR', left };
}

function fromOpenApi({ title, operations }: ApiDocument, source: string): ProposedContract {
  const account = accountSteps(operations);
  const left: string[] = [];
  const steps = operations.flatMap((operation): Node[] => {
    if (account && [account.signup, account.login].includes(operation)) return [];
    const refused = operation.secured ? [refusedStep(operation)] : [];
    const own = readStep(operation, account !== undefined);
    if (typeof own === 'string') left.push(`${operation.method} ${operation.path}: ${own}`);
    return typeof own === 'string' ? refused : [own, ...refused];
  });
  const all = [...(account?.steps ?? []), ...steps];
  const vars = account
    ? { email: 'kc-{{run.id}}-{{lane}}@example.com', password: 'Kc-{{run.id}}-{{lane}}' }
    : undefined;
  return { text: contractText(title, all, { source, left, vars }), steps: all.length, kind: 'OpenAPI', left };
}

/** Reading calls whose parameters are known; with the token where there is a way to get one. */
function readStep(operation: Operation, hasAccount: boolean): Node | string {
  const { method, call, secured, good } = operation;
  if (method !== 'GET' && method !== 'HEAD') return 'it writes; write its step by hand, with a cleanup';
  if (call === undefined) return 'nothing says which id is there';
  if (secured && !hasAccount) return 'it wants a token, and nothing says where one comes from';
  const request: Node = secured
    ? { method, path: call, headers: { authorization: 'Bearer {{login.token}}' } }
    : `${method} ${call}`;
  return {
    id: idOf(method, operation.path),
    request,
    ...(secured ? { needs: ['login'] } : {}),
    expect: { status: good[0] ?? 200 },
  };
}

/** Without a token it must be refused. Calls that would write never go to production, whatever the mode. */
function refusedStep({ method, path, anyCall, body }: Operation): Node {
  const request: Node = body === undefined ? `${method} ${anyCall}` : { method, path: anyCall, json: {} };
  return { id: `${idOf(method, path)}_without_token`, request, expect: { status: [401, 403] } };
}

interface Account {
  readonly signup: Operation;
  readonly login: Operation;
  readonly steps: readonly Node[];
}

/** A way to a token of one's own: sign up and log in with an e-mail address and a password. */
function accountSteps(operations: readonly Operation[]): Account | undefined {
  const takes = (pattern: RegExp): Operation | undefined =>
    operations.find(
      ({ method, path, body }) =>
        method === 'POST' && pattern.test(path) && body !== undefined && 'email' in body && 'password' in body,
    );
  const signup = takes(/\/(sign-?up|register|registration)$/i);
  const login = takes(/\/(log-?in|sign-?in|token|session)$/i);
  if (!signup || !login || !operations.some(({ secured }) => secured)) return undefined;
  const step = (id: string, { path, good }: Operation): { readonly [key: string]: Node } => ({
    id,
    request: { method: 'POST', path, json: { email: '{{email}}', password: '{{password}}' } },
    expect: { status: good[0] ?? 200 },
  });
  return {
    signup,
    login,
    steps: [
      step('signup', signup),
      { ...step('login', login), needs: ['signup'], capture: { token: '$.access_token' } },
    ],
  };
}

function idOf(method: string, path: string): string {
  const words = path.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '');
  return `${method.toLowerCase()}_${words || 'root'}`.slice(0, 60);
}

function contractText(
  name: string,
  steps: readonly Node[],
  {
    source,
    left,
    vars,
  }: {
    readonly source: string;
    readonly left: readonly string[];
    readonly vars?: Readonly<Record<string, string>> | undefined;
  },
): string {
  return [
    `# yaml-language-server: $schema=${schema}`,
    `# Written by \`taskflow-k8s init --contract ${source}\`. Each step is compared with production when there is one.`,
    yamlText({ version: 1, name, reference: { mode: 'live-ro' }, ...(vars ? { vars } : {}), steps }),
    ...(left.length === 0 ? [] : ['# Without a step:', ...left.map((line) => `#   ${line}`), '']),
  ].join('\n');
}
