import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { runCli } from '../../src/cli/run.ts';
import { createRedactor } from '../../src/lib/redact/redactor.ts';
import type { PipelinePorts } from '../../src/pipeline/context.ts';
import { fakeExec } from '../support/fake-exec.ts';
import { temporaryFolder } from '../support/temporary.ts';

const good = 'version: 1\nreleases:\n  web: { chart: chart }\n';

let workspace: string;
beforeEach(async () => {
  workspace = temporaryFolder('bad-input');
  await mkdir(join(workspace, 'chart'));
});

/** `taskflow-k8s COMMAND` with ports that may not be used: nothing may be started for a configuration that is wrong. */
async function cli(...argv: readonly string[]): Promise<{ code: number; said: string }> {
  const forbidden = (): never => {
    throw new Error('something was started');
  };
  const ports: PipelinePorts = {
    // A plan asks which networks are taken, and changes nothing.
    exec: fakeExec([{ when: /^(docker network ls|ip -4 route)/, ended: 'not-found' }]).exec,
    chooseTools: () => undefined,
    claim: async () => true,
    clock: { now: () => 0, sleep: forbidden },
    http: forbidden,
    httpTo: forbidden,
    openKube: forbidden,
    redactor: createRedactor(),
    env: { XDG_CACHE_HOME: workspace },
  };
  const lines: string[] = [];
  const code = await runCli(argv, ports, {
    out: (line) => lines.push(line),
    err: (line) => lines.push(line),
    stdout: { write: (text) => lines.push(text) },
    cwd: workspace,
    version: '0',
    root: false,
    signal: new AbortController().signal,
  });
  return { code, said: lines.join('\n') };
}

const file = (bytes: string | Uint8Array) => () => writeFile(join(workspace, 'pipeline.yml'), bytes);

const refused: readonly (readonly [what: string, arrange: () => Promise<unknown>, said: string | RegExp])[] = [
  ['no file at all', async () => undefined, /^pipeline\.yml: is not there\n {4}write one/],
  ['empty', file(''), /^pipeline\.yml:1:1: version: is missing[\s\S]*releases: is missing/],
  ['binary', file(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 1)), 'pipeline.yml: is not a text file'],
  ['10 MB', file('#'.repeat(10_000_000)), /^pipeline\.yml: is 10000000 bytes; .* certainly not one/],
  ['not UTF-8', file(Uint8Array.of(0x6e, 0xe9, 0x0a)), 'pipeline.yml: is not UTF-8\n    save it as UTF-8'],
  ['UTF-16', file(Buffer.from('\uFEFFversion: 1', 'utf16le')), /is not (a text file|UTF-8)/],
  ['BOM, and something wrong after it', file(`\uFEFF${good}nmae: x\n`), /^pipeline\.yml:4:1: nmae: unknown key/],
  [
    'CRLF, and something wrong',
    file(`${good}nmae: x\n`.replaceAll('\n', '\r\n')),
    /^pipeline\.yml:4:1: nmae: unknown key/,
  ],
  [
    'tabs',
    file('version: 1\nreleases:\n\tweb: { chart: chart }\n'),
    /^pipeline\.yml:3:\d+: not valid YAML[\s\S]*not with tabs/,
  ],
  ['a key twice', file(`${good}version: 1\n`), /^pipeline\.yml:4:1: version: this key stands here twice/],
  ['an anchor that is not there', file(`${good}name: *nope\n`), /^pipeline\.yml:4:\d+: not valid YAML/],
  [
    'anchors that unfold without end',
    file(
      `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
        .split('')
        .map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`)
        .join('\n')}\n`,
    ),
    /^pipeline\.yml:\d+:\d+: /,
  ],
  ['brackets without end', file('['.repeat(5000)), /^pipeline\.yml:1:\d+: not valid YAML/],
  [
    'a wrong type',
    file(`${good}timeout: [1]\n`),
    'pipeline.yml:4:10: timeout: a duration such as 90s, 2m or 1h30m is wanted',
  ],
  [
    'references in a circle',
    file(`${good}vars: { a: "{{ vars.b }}", b: "{{ vars.a }}" }\n`),
    /^pipeline\.yml:4:\d+: vars\.a: .* refers to itself/,
  ],
  [
    'references that double each other',
    file(
      `${good}vars:\n${Array.from({ length: 40 }, (_, i) => `  v${i}: "{{ vars.v${i + 1} }}{{ vars.v${i + 1} }}"\n`).join('')}  v40: x\n`,
    ),
    /^pipeline\.yml:5:\d+: vars\.v0: more than 10000 references are followed from here/,
  ],
  [
    'a path outside',
    file('version: 1\nreleases:\n  web: { chart: chart, values: [../../etc/passwd] }\n'),
    /^pipeline\.yml:3:\d+: releases\.web\.values\[0\]: points outside the workspace/,
  ],
  [
    'an absolute path',
    file('version: 1\nreleases:\n  web: { chart: chart, values: [/etc/passwd] }\n'),
    /^pipeline\.yml:3:\d+: .* an absolute path/,
  ],
  [
    'a link that leads out',
    async () => {
      await symlink('/etc', join(workspace, 'out'));
      await file('version: 1\nreleases:\n  web: { chart: out }\n')();
    },
    /^pipeline\.yml:3:17: releases\.web\.chart: out leads out of the workspace, to \/etc\n/,
  ],
  [
    'a link that leads to itself',
    async () => {
      await symlink('loop', join(workspace, 'loop'));
      await file('version: 1\nreleases:\n  web: { chart: loop }\n')();
    },
    /^pipeline\.yml:3:17: releases\.web\.chart: loop is a link that leads to itself/,
  ],
  [
    'the configuration itself a link to itself',
    () => symlink('pipeline.yml', join(workspace, 'pipeline.yml')),
    'pipeline.yml: is a link that leads to itself',
  ],
  [
    'a name that Kubernetes refuses',
    file(`${good}namespace: Team_A\n`),
    /^pipeline\.yml:4:12: namespace: not a name that Kubernetes accepts/,
  ],
  [
    'a file that is not there',
    file('version: 1\nreleases:\n  web: { chart: charts }\n'),
    /^pipeline\.yml:3:17: releases\.web\.chart: charts is not there/,
  ],
  [
    'a contract with a key that nobody knows',
    async () => {
      await file(`${good}contract: { file: contract.yml }\n`)();
      await writeFile(
        join(workspace, 'contract.yml'),
        'version: 1\nname: x\nsteps:\n  - { id: a, request: GET /, exspect: {} }\n',
      );
    },
    /^contract\.yml:4:\d+: steps\[0\]\.exspect: unknown key; did you mean "expect"/,
  ],
  ['a folder', () => mkdir(join(workspace, 'pipeline.yml')), 'pipeline.yml: is a folder, not a file'],
  [
    'a pipe',
    async () => execFileSync('mkfifo', [join(workspace, 'pipeline.yml')]),
    'pipeline.yml: is not an ordinary file',
  ],
];

test.each(refused)('%s: said with its place, exit 2, nothing started', async (_, arrange, said) => {
  await arrange();
  for (const command of ['plan', 'run']) {
    const result = await cli(command);
    expect(result.code).toBe(2);
    if (typeof said === 'string') expect(result.said).toBe(said);
    else expect(result.said).toMatch(said);
    expect(result.said).not.toMatch(/\bat .*:\d+:\d+\)?$|undefined|\[object/m);
  }
});

test('a file that may not be read', async () => {
  await file(good)();
  await chmod(join(workspace, 'pipeline.yml'), 0);
  await chmod(workspace, 0o755);
  // Root may read everything, so it becomes nobody for a moment.
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    expect(await cli('plan')).toEqual({ code: 2, said: 'pipeline.yml: may not be read' });
  } finally {
    if (root) process.seteuid?.(0);
  }
});

test('two sources that disagree: each says what it is', async () => {
  await file(`${good}  api: { chart: chart }\ncluster: { provider: existing, context: prod, allow: true }\n`)();
  expect((await cli('plan', '--provider', 'kind')).said).toBe(
    'pipeline.yml:5:32: cluster.context: only provider existing takes a context; this one is kind',
  );
  expect((await cli('plan', '--chart', 'chart')).said).toMatch(
    /^input chart: the configuration file has 2 releases, and this input does not say which it means\n.* web, api$/,
  );
});

test('a BOM, CRLF and anchors are no mistakes', async () => {
  await file(`\uFEFF${good}vars: { a: &a 1, b: *a }\n`.replaceAll('\n', '\r\n'))();
  expect((await cli('plan')).code).toBe(0);
});

test('an input overrides the chart of the only release', async () => {
  await mkdir(join(workspace, 'other'));
  await file(good)();
  expect((await cli('plan', '--chart', 'other')).said).toContain('Check chart web');
});
