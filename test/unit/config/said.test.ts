import { expect, test } from '@jest/globals';
import { type ConfigSources, parseConfig } from '../../../src/config/parse.ts';
import { renderProblem } from '../../../src/model/problem.ts';

/** What is said of each mistake that can be made, and what is made of everything that can be written. */
const head = 'version: 1\nreleases:\n  web: { chart: helm/web }\n';
const release = (text: string): string => `version: 1\nreleases:\n  web: { chart: helm/web, ${text} }\n`;
const image = (text: string): string => `${head}images:\n  web: { dockerfile: D, ${text} }\n`;

const mistakes: readonly string[] = [
  `${head}name: Shop\n`,
  `${head}name: ${'a'.repeat(54)}\n`,
  `${head}name: -a\n`,
  `${head}name: a-\n`,
  `${head}timeout: 5\n`,
  `${head}timeout: 5m!\n`,
  `${head}cluster: { kubernetes: latest }\n`,
  `${head}cluster: { kubernetes: 1.34 }\n`,
  `${head}cluster: { cpus: none }\n`,
  `${head}cluster: { cpus: 0 }\n`,
  `${head}cluster: { cpus: 1.5 }\n`,
  `${head}cluster: { memory: plenty }\n`,
  `${head}cluster: { memory: -1 }\n`,
  `${head}cluster: { memory: true }\n`,
  `${head}cluster: { runtime: rkt, driver: vm, keep: maybe }\n`,
  `${head}cluster: { config: /etc/kind.yaml }\n`,
  `${head}cluster: { config: "C:/kind.yaml" }\n`,
  `${head}cluster: { config: "a/../../b" }\n`,
  `${head}cluster: { config: "a\\\\..\\\\..\\\\b" }\n`,
  `${head}cluster: { config: "" }\n`,
  `${head}cluster: { provider: existing, context: a }\n`,
  `${head}cluster: { provider: existing, allow: true }\n`,
  `${head}cluster: { provider: kind, context: a }\n`,
  image('target: [a]'),
  image('args: { 1A: b }'),
  image('args: { A: [b] }'),
  image('tags: [Web]'),
  image('tags: [web:]'),
  image('limits: { size: big, build: long }'),
  image('contxt: .'),
  `${head}secrets:\n  db: { keys: [] }\n`,
  `${head}secrets:\n  db: { keys: [1A] }\n`,
  `${head}secrets:\n  db: { keys: { url: 1A } }\n`,
  `${head}secrets:\n  db: { key: [A] }\n`,
  release('set: { "a b": 1 }'),
  release('set: { "a[x]": 1 }'),
  release('images: { image: web }'),
  release('swap: { nginx: web }'),
  release('secrets: { existingSecret: db }'),
  release('secret-values: { a: b }'),
  release('secret-values: { a: b.C }'),
  `${head}secrets:\n  db: { keys: { url: URL } }\n  other: { keys: [A] }\n`.replace(
    'helm/web',
    'c, secret-values: { x: db.ulr }',
  ),
  release('needs: [wep]'),
  release('stages: []'),
  release('stages: [{ component: a }, { component: b }, { component: a }]'),
  release('stages: [{ compnent: a }]'),
  release('timeout: long'),
  'version: 1\nreleases:\n  a: { chart: c, needs: [b] }\n  b: { chart: c, needs: [c] }\n  c: { chart: c, needs: [b] }\n',
  'version: 1\nreleases:\n  a: { chart: c, needs: [a] }\n',
  'version: 1\nreleases:\n  a: 1\n',
  'version: 1\nreleases: [a]\n',
  `${head}checkpoints:\n  web-deployed: { within: 1 }\n  web-api: { skip: "" }\n`,
  `${head}checkpoints:\n  web-ap: {}\n`,
  `version: 1\nreleases:\n  web: { chart: c, stages: [{ component: api }] }\ncheckpoints:\n  web-api: {}\n  api-api: {}\n  pre-deploy: {}\n  integration: {}\n  end-to-end: {}\n`,
  `${head}contract: { file: c.yml, reference: { api: example.com, web: "http://" , mode: rw } }\n`,
  `${head}contract: {}\n`,
  `${head}rules:\n  a: { match: "", title: "", remedy: "" }\n`,
  `${head}rules:\n  a: { match: "(", title: a, remedy: b }\n`,
  `${head}on-failure: { rollback: never, collect: some, second-opinion: { helper: chat } }\n`,
  `${head}vars: { a: [1] }\n`,
  `${head}vars: { a: "{{ vars.b }}", b: "{{ vars.c }}", c: "{{vars.a}}" }\n`,
  `${head}vars: { host: x }\ncandidate: { api: "http://{{ vars.hots }}:{{ cluster.pi }}/{{ env.NOT_SET }}" }\n`,
  `${head}cluster: { config: "{{ nothing }}", cpus: "{{ run.id }}" }\n`,
  `${head}database: mine\naccept: { weak: 1 }\n`,
];

const sources = (more: Partial<ConfigSources>): ConfigSources => ({
  inputs: {},
  env: {},
  fallbackName: 'My Shop',
  facts: ({ name, provider }) => ({ 'run.id': 'r1', 'cluster.name': `${name}-${provider}` }),
  ...more,
});

const said = (more: Partial<ConfigSources>): string => {
  const parsed = parseConfig(sources(more));
  return parsed.ok ? 'nothing' : parsed.problems.map(renderProblem).join('\n');
};

test.each(mistakes)('%j', (text) => {
  expect(`\n${text}---\n${said({ file: { name: 'pipeline.yml', text } })}\n`).toMatchSnapshot();
});

const inputMistakes: readonly Readonly<Record<string, string>>[] = [
  {},
  { provider: 'minkube' },
  { timeout: 'soon', chart: 'c' },
  { images: '# one\n\nweb\nweb=\nweb=D@\n=D', chart: 'c' },
  { secrets: 'A\n=b\n1A=b\nB=\n', chart: 'c' },
  { chart: '/abs', values: '/a\n../b' },
  { keep: 'perhaps', chart: 'c', 'reference-api': 'x', contract: 'c.yml' },
];

test.each(inputMistakes)('inputs %j', (inputs) => {
  expect(`\n${said({ inputs })}\n`).toMatchSnapshot();
});

test('inputs that could mean one of two releases', () => {
  const text = 'version: 1\nreleases:\n  a: { chart: c }\n  b: { chart: c }\n';
  const file = { name: 'pipeline.yml', text };
  for (const inputs of [{ values: 'v.yaml' }, { chart: 'c' }, { secrets: 'A=b' }])
    expect(said({ file, inputs })).toMatchSnapshot();
  expect(said({ file, inputs: { timeout: '5m' } })).toBe('nothing');
  expect(said({ file, inputs: { name: 'b', values: 'v.yaml' } })).toBe('nothing');
});

const whole = `version: 1
vars: { port: 30300, host: "{{ cluster.name }}", on: true }
cluster: { provider: kind, kubernetes: v1.34.4, cpus: 2, memory: 6g, disk: 20GB, addons: [a], extra-args: [--x], node-image: i, config: kind.yml }
images:
  web: { dockerfile: web/D, context: web, target: t, args: { A: 1, B: true }, tags: ["r.io:5000/web:1"], platform: linux/amd64, limits: { size: 1GB, build: 90s } }
secrets:
  db: { from: .env, keys: { url: DB_URL } }
  app: { keys: [TOKEN] }
releases:
  web:
    chart: helm/web
    version: 1.0.0
    values: [a.yaml]
    set: { "env[0].x": "{{ vars.port }}", url: "http://{{ vars.host }}:{{ vars.port }}/{{ env.PATHNAME }}", on: "{{ vars.on }}" }
    images: { image: web }
    swap: { nginx: web }
    secrets: { existingSecret: db }
    secret-values: { a: app.TOKEN, b: db.url }
    stages: [{ component: api, set: { a: 1 } }, { component: ui }]
    timeout: 1m30s
checkpoints: { api-deployed: { within: 45s, stable: 2s }, api-api: { skip: later } }
contract: { file: c.yml, reference: { api: "https://a.example", web: "http://b", mode: replay } }
candidate: { api: "http://x:1" }
accept: { weak: true }
on-failure: { rollback: none, collect: none, second-opinion: { helper: k8sgpt } }
rules: { locked: { match: "a+", title: t, remedy: r, infrastructure: true } }
database: shared
`;

test('everything that can be written, as it is understood', () => {
  const parsed = parseConfig(
    sources({
      file: { name: 'pipeline.yml', text: whole },
      env: { PATHNAME: 'p' },
      inputs: { keep: 'false', 'reference-mode': 'off', values: 'b.yaml\n\n# c\nd.yaml', secrets: 'KEY=v=1' },
    }),
  );
  if (!parsed.ok) throw new Error(parsed.problems.map(renderProblem).join('\n'));
  const { origin, ...config } = parsed.config;
  expect(config).toMatchSnapshot();
  expect(parsed.inputSecrets).toEqual({ KEY: 'v=1' });
  const paths = [
    'cluster.keep',
    'cluster.cpus',
    'cluster.runtime',
    'contract.reference.mode',
    'contract.reference.api',
    'releases.web.values',
    '',
  ];
  expect(paths.map(origin)).toEqual(['input', 'file', 'default', 'input', 'file', 'input', 'default']);
});

test.each([
  ['My Shop!', 'my-shop'],
  ['--x--', 'x'],
  ['', 'app'],
  ['ÄÖ', 'app'],
  [`${'a'.repeat(39)}-b`, 'a'.repeat(39)],
])('a folder called %j names the pipeline %s', (fallbackName, name) => {
  const parsed = parseConfig(sources({ fallbackName, file: { name: 'p', text: head } }));
  expect(parsed.ok && [parsed.config.name, parsed.config.namespace]).toEqual([name, name]);
});
