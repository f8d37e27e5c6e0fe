import { expect, test } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse.ts';
import { renderProblem } from '../../../src/model/problem.ts';

const minimal = 'version: 1\nreleases:\n  web: { chart: helm/web }\n';

function parse(text: string | undefined, inputs: Record<string, string> = {}, env: Record<string, string> = {}) {
  return parseConfig({
    ...(text === undefined ? {} : { file: { name: 'pipeline.yml', text } }),
    inputs,
    env,
    fallbackName: 'My Shop',
    facts: ({ provider }) => ({
      'run.id': 'r1',
      ...(provider === 'existing' ? {} : { 'cluster.ip': '192.168.100.2' }),
    }),
  });
}

function problemsOf(text: string | undefined, inputs: Record<string, string> = {}): string[] {
  const parsed = parse(text, inputs);
  return parsed.ok ? [] : parsed.problems.map(renderProblem);
}

function configOf(text: string | undefined, inputs: Record<string, string> = {}, env: Record<string, string> = {}) {
  const parsed = parse(text, inputs, env);
  if (!parsed.ok) throw new Error(parsed.problems.map(renderProblem).join('\n'));
  return parsed.config;
}

test('the least configuration gets all defaults', () => {
  const config = configOf(minimal);
  expect(config).toMatchObject({
    name: 'my-shop',
    namespace: 'my-shop',
    timeout: 1_800_000,
    cluster: { provider: 'minikube', runtime: 'containerd' },
    'on-failure': { rollback: 'known-good', collect: 'all' },
  });
  expect(config.releases.web?.timeout).toBe(300_000);
});

test('durations and sizes are values', () => {
  const config = configOf(
    `${minimal}timeout: 1h30m\ncluster: { memory: 6g }\nimages:\n  web: { dockerfile: Dockerfile, limits: { size: 512Mi, build: 5m } }\n`,
  );
  expect(config.timeout).toBe(5_400_000);
  expect(config.cluster.memory).toBe(6e9);
  expect(config.images.web?.limits).toEqual({ size: 512 * 1024 ** 2, build: 300_000 });
});

test('inputs win over the file, and it is known where each value came from', () => {
  const config = configOf(`${minimal}cluster: { provider: kind }\nnamespace: shop\n`, {
    provider: 'minikube',
    timeout: '5m',
  });
  expect(config.cluster.provider).toBe('minikube');
  expect(['cluster.provider', 'timeout', 'namespace', 'cluster.runtime'].map(config.origin)).toEqual([
    'input',
    'input',
    'file',
    'default',
  ]);
});

test('inputs alone make a pipeline', () => {
  const parsed = parse(undefined, {
    chart: 'helm/web',
    images: 'web=Dockerfile@app\n# comment\napi=api/Dockerfile',
    secrets: 'TOKEN=a=b',
    values: 'a.yaml\nb.yaml',
  });
  if (!parsed.ok) throw new Error('refused');
  expect(parsed.config.releases['my-shop']).toMatchObject({ chart: 'helm/web', values: ['a.yaml', 'b.yaml'] });
  expect(parsed.config.images).toMatchObject({
    web: { dockerfile: 'Dockerfile', context: 'app' },
    api: { dockerfile: 'api/Dockerfile', context: '.' },
  });
  expect(parsed.inputSecrets).toEqual({ TOKEN: 'a=b' });
  expect(JSON.stringify(parsed.config)).not.toContain('a=b');
});

test('references are resolved, with the type of what they refer to', () => {
  const config = configOf(
    `version: 1\nvars: { host: "{{ cluster.ip }}", port: 30300 }\nreleases:\n  web:\n    chart: helm/web\n    set: { origin: "http://{{ vars.host }}:{{ vars.port }}", port: "{{ vars.port }}", home: "{{ env.HOME_URL }}" }\n`,
    {},
    { HOME_URL: 'https://x' },
  );
  expect(config.releases.web?.set).toEqual({ origin: 'http://192.168.100.2:30300', port: 30300, home: 'https://x' });
});

test('all problems at once, each with place, what was meant and a hint', () => {
  const text = `version: 2
nmae: shop
timeout: soon
cluster:
  provider: minkube
images:
  web: { dockerfil: Dockerfile }
  Bad_Name: { dockerfile: ../../etc/passwd }
releases:
  web: { chart: helm/web, images: { image: wbe }, set: { x: "{{ vars.nope }}" } }
`;
  expect(problemsOf(text)).toEqual([
    'pipeline.yml:1:10: version: must be 1, the only version there is',
    'pipeline.yml:2:1: nmae: unknown key; did you mean "name"?',
    'pipeline.yml:3:10: timeout: a duration such as 90s, 2m or 1h30m is wanted',
    expect.stringMatching(/^pipeline\.yml:5:13: cluster\.provider: /),
    expect.stringMatching(/^pipeline\.yml:7:3: images\.web\.dockerfile: is missing/),
    'pipeline.yml:7:10: images.web.dockerfil: unknown key; did you mean "dockerfile"?',
    expect.stringMatching(/^pipeline\.yml:8:3: images\.Bad_Name: not a name that Kubernetes accepts/),
    'pipeline.yml:8:27: images.Bad_Name.dockerfile: points outside the workspace',
    expect.stringMatching(/^pipeline\.yml:10:58: releases\.web\.set\.x: \{\{ vars\.nope \}\} is not known/),
  ]);
});

test.each([
  ['version: 1\nreleases: {}\n', /at least one release/],
  ['version: 1\n', /releases: is missing/],
  ['', /is missing/],
  ['just a text', /a mapping is wanted/],
  ['- 1', /a mapping is wanted/],
  [`${minimal}vars: { a: "{{ vars.b }}", b: "{{ vars.a }}" }\n`, /refers to itself: vars\.b → vars\.a → vars\.b/],
  ['version: 1\nreleases:\n  a: { chart: c, needs: [b] }\n  b: { chart: c, needs: [a] }\n', /needs itself: a → b → a/],
  [
    'version: 1\nreleases:\n  a: { chart: c, images: { image: wep } }\nimages:\n  web: { dockerfile: D }\n',
    /there is no image "wep"; did you mean "web"/,
  ],
  [
    `${minimal}checkpoints:\n  web-deploy: { within: 1m }\n`,
    /:\d+:\d+: .*there is no checkpoint "web-deploy"; did you mean "web-deployed"/,
  ],
  [`${minimal}cluster: { provider: existing }\n`, /needs a context/],
  [`${minimal}preview: { expires: 1d }\n`, /only provider existing has previews; this one is minikube/],
  [`${minimal}graces: { CrashLoopBackOf: 1s }\n`, /CrashLoopBackOf/],
  [`${minimal}graces: { OOMKilled: soon }\n`, /a duration such as/],
  [`${minimal}repositories: { team: { url: "oci://x/y", username: A } }\n`, /wants both/],
  [`${minimal}cluster: { context: prod }\n`, /only provider existing takes a context/],
  [`${minimal}cluster: { registry: r.example.org }\n`, /only provider existing takes a registry/],
  [
    `${minimal}images: { web: { dockerfile: D } }\ncluster: { provider: existing, context: c, allow: true }\n`,
    /needs a registry for the images that are built here/,
  ],
  [
    `${minimal}cluster: { provider: existing, context: c, allow: true, registry: "https://r.example.org" }\n`,
    /without https:\/\/ and without a tag/,
  ],
  [`${minimal}tools: { helm: { version: latest } }\n`, /tools\.helm\.version: a version such as v1\.38\.1, or a range/],
  [`${minimal}tools: { helm: { version: ">=3.15", sha256: ${'a'.repeat(64)} } }\n`, /one exact version/],
  [`${minimal}tools: { heml: { version: v3.15.0 } }\n`, /did you mean "helm"/],
  [`${minimal}images: { web: { dockerfile: D, platform: "linux" } }\n`, /a platform such as linux\/amd64/],
  [
    'version: 1\nreleases:\n  web: { chart: a }\n  web: { chart: b }\n',
    /:4:3: releases\.web: this key stands here twice/,
  ],
])('%j is refused', (text, message) => {
  expect(problemsOf(text).join('\n')).toMatch(message);
});

test('an empty secret is said by name, never by value', () => {
  expect(problemsOf(minimal, { secrets: 'A=\nsecretvalue' }).join('\n')).toMatch(/A is empty[\s\S]*not KEY=value/);
  expect(problemsOf(minimal, { secrets: 'hunter2' }).join('\n')).not.toContain('hunter2');
});

test('programs are named by input, with ranges, checksums and a mirror', () => {
  const hex = 'a'.repeat(64);
  const tools = `helm=>=3.15 <4\nkind=v0.33.0 sha256:${hex}`;
  expect(configOf(minimal, { tools, 'tools-mirror': '/mirror' }).tools).toEqual({
    helm: { version: '>=3.15 <4' },
    kind: { version: 'v0.33.0', sha256: hex },
    mirror: '/mirror',
  });
  expect(problemsOf(minimal, { tools: 'helm' }).join()).toContain('"helm" is not tool=version');
});

test('an unknown input names the nearest one', () => {
  expect(problemsOf(minimal, { charts: 'x' })[0]).toBe('input charts: there is no such input; did you mean "chart"?');
});

test('rules of one’s own are checked where they stand: expression, sentences, unknown keys', () => {
  const rules = (body: string) => `${minimal}rules:\n  ledger-locked:\n${body}`;
  expect(configOf(rules('    match: "LEDGER-(\\\\d+)"\n    title: Ledger $1\n    remedy: Unlock $1\n')).rules).toEqual({
    'ledger-locked': { match: 'LEDGER-(\\d+)', title: 'Ledger $1', remedy: 'Unlock $1', infrastructure: false },
  });
  const [bad = ''] = problemsOf(rules('    match: "LEDGER-("\n    title: a\n    remedy: b\n'));
  expect(bad).toContain('pipeline.yml:6');
  expect(bad).toContain('not a regular expression');
  expect(bad).toContain('Unterminated group');
  expect(problemsOf(rules('    match: a\n    title: a\n')).join()).toContain('remedy');
  expect(problemsOf(rules('    pattern: a\n    match: a\n    title: a\n    remedy: b\n')).join()).toContain(
    'pipeline.yml:6',
  );
});
