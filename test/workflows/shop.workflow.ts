import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Report } from '../../src/model/report.ts';
import { type ArtifactService, startArtifactService } from '../dist/machine/artifact-service.ts';
import { type GitHub, startGitHub } from '../github/stand-in.ts';
import { act, type Ended, type Job } from './support/act.ts';
import { type Cluster, startCluster } from './support/cluster.ts';
import { makeIdentity } from './support/identity.ts';
import { commit, git, makeAction, makeShop, standIn } from './support/shop.ts';

/** This project's workflows in a user's repository, run by act with the built action, against real clusters. */
const minute = 60_000;
// @actions/artifact refuses any other server than github.com and those below .localhost.
const gitHubName = 'github.localhost';
const token = 'ghs_0123456789abcdefghij';
const sessionKey = 'session-0123456789abcdef';
const work = mkdtempSync(join(tmpdir(), 'workflows-'));
const artifactFolder = join(work, 'artifacts');
const repository = makeShop();
const action = makeAction();
let service: ArtifactService;
let github: GitHub;
let certificate: string;
let cluster: Cluster;

beforeAll(async () => {
  mkdirSync(artifactFolder);
  const { file, ...identity } = makeIdentity(work, gitHubName);
  certificate = file;
  service = await startArtifactService({ folder: artifactFolder });
  github = await startGitHub(token, identity);
});

afterAll(async () => {
  cluster?.remove();
  await service.close();
  await github.close();
  for (const folder of [work, repository, action]) rmSync(folder, { recursive: true, force: true });
}, 3 * minute);

const run = (job: Pick<Job, 'event' | 'workflow'> & Partial<Job>): Promise<Ended> =>
  act({
    repository,
    ...job,
    actions: { 'org/taskflow-k8s-action@v1': action, ...job.actions },
    secrets: { GITHUB_TOKEN: token, ...job.secrets },
    env: {
      ...service.env,
      ACTIONS_RUNTIME_URL: service.env.ACTIONS_RESULTS_URL ?? '',
      NODE_EXTRA_CA_CERTS: certificate,
      TEST_ARTIFACTS: artifactFolder,
      ...job.env,
    },
  });

const pullRequest = (more: Partial<Job> = {}): Promise<Ended> =>
  run({
    event: 'pull_request',
    workflow: 'pr-check.yml',
    instance: `${gitHubName}:${new URL(github.url).port}`,
    env: { NODE_OPTIONS: `--require ${join(import.meta.dirname, 'support/localhost.cjs')}` },
    payload: {
      number: 7,
      pull_request: {
        number: 7,
        head: { sha: git(repository, 'rev-parse', 'HEAD').trim(), repo: shop },
        base: { repo: shop },
      },
      repository: { ...shop, name: 'shop', owner: { login: 'org' } },
    },
    vars: { PR_CHECK_PIPELINE: 'pipeline.yml', PR_CHECK_SECRETS: 'SESSION_KEY' },
    ...more,
  });
const shop = { full_name: 'org/shop' };

function endedWith(wanted: number, { code, log }: Ended): void {
  if (code !== wanted) throw new Error(`act ended with ${code}, not ${wanted}:\n${log.slice(-6000)}`);
}

/** The last uploaded artifact, unpacked. */
function unpacked(): { readonly name: string; readonly report: Report; readonly read: (file: string) => string } {
  const name = [...service.zips.keys()].findLast((one) => !one.endsWith('.html'));
  if (name === undefined) throw new Error('nothing was uploaded');
  const folder = mkdtempSync(join(work, 'unpacked-'));
  execFileSync('python3', ['-m', 'zipfile', '-e', join(artifactFolder, `${name}.zip`), folder]);
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  return { name, read, report: JSON.parse(read('report.json')) as Report };
}

const checksSaid = (): readonly unknown[] =>
  github.written.filter(({ path }) => path === 'check-runs').map(({ body }) => [body.name, body.conclusion]);
const nodes = (): string =>
  execFileSync('docker', ['ps', '--all', '--filter', 'name=^tf-shop-', '--format', '{{.Names}}'], { encoding: 'utf8' });
const before = nodes();
const left = (): readonly string[] =>
  nodes()
    .split('\n')
    .filter((name) => !before.split('\n').includes(name));

test(
  'a pull request: green, with its report, its comment and its checks; the cluster is gone',
  async () => {
    const { code, log } = await pullRequest();
    endedWith(0, { code, log });
    const { name, report, read } = unpacked();
    expect(name).toBe('taskflow-pipeline-pipeline-a1');
    expect(report).toMatchObject({ verdict: 'passed', contract: { passed: 2, failed: 0, other: 0 } });
    expect(read('evidence/index.json')).toContain('[');
    expect(read('index.html')).toContain('shop passed');
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('✅ shop passed');
    expect(checksSaid()).toEqual([
      ['shop / Pre-deploy', 'success'],
      ['shop / Shop deployed', 'success'],
      ['shop / Integration', 'success'],
      ['shop / End to end', 'success'],
      ['shop / Contract: requests', 'success'],
    ]);
    expect(left()).toEqual([]);
  },
  10 * minute,
);

test(
  'a pull request that needs a key nobody gave: red, with the cause in the comment of before',
  async () => {
    github.written.length = 0;
    const values = join(repository, 'chart/values.yaml');
    writeFileSync(values, readFileSync(values, 'utf8').replace('[SESSION_KEY]', '[SESSION_KEY, PAYMENT_KEY]'));
    commit(repository, 'Take payments');
    const { code, log } = await pullRequest();
    git(repository, 'reset', '--quiet', '--hard', 'HEAD~1');
    endedWith(1, { code, log });
    expect(log).toContain('PAYMENT_KEY');
    const { report, read } = unpacked();
    expect(report.faults.find(({ root }) => root)).toMatchObject({ id: 'config-key-missing' });
    expect(read('index.html')).toContain('PAYMENT_KEY');
    expect(read('summary.md')).toContain('PAYMENT_KEY');
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toMatch(/❌ shop failed[\s\S]*PAYMENT_KEY/);
    expect(checksSaid()).toContainEqual(['shop / Shop deployed', 'failure']);
    expect(checksSaid()).toContainEqual(['shop / End to end', 'cancelled']);
    expect(left()).toEqual([]);
  },
  10 * minute,
);

test(
  'a pull request that is cancelled while its cluster starts: post takes the cluster away',
  async () => {
    const { code, log } = await pullRequest({ cancelWhen: () => left().length > 0 });
    expect(code).not.toBe(0);
    expect(log).toMatch(/Post Deploy and prove/);
    expect(log).toMatch(/Deleting cluster tf-shop-/);
    expect(unpacked().report.verdict).toBe('cancelled');
    expect(left()).toEqual([]);
  },
  10 * minute,
);

const deploy = (inputs: Readonly<Record<string, string>>): Promise<Ended> =>
  run({
    event: 'workflow_dispatch',
    workflow: 'deploy.yml',
    payload: { inputs: { environment: 'staging', replicas: '1', ...inputs } },
    vars: { DEPLOY_PIPELINE: 'deploy.yml', KUBE_CONTEXT: cluster.context },
    secrets: { KUBECONFIG: cluster.text(), PIPELINE_SECRETS: `SESSION_KEY=${sessionKey}` },
    env: { NAMESPACE: 'shop' },
  });
const live = (): string =>
  cluster.kubectl(
    '-n',
    'shop',
    'get',
    'deployment',
    'shop',
    '-o',
    'jsonpath={.spec.template.spec.containers[0].image} {.spec.replicas}',
  );

test(
  'a deployment by hand: version and replicas are live',
  async () => {
    cluster = startCluster(repository, ['shop:1.0.0', 'shop:1.1.0'], 'shop:1.2.0');
    endedWith(0, await deploy({ version: '1.0.0', replicas: '2' }));
    expect(live()).toBe('shop:1.0.0 2');
  },
  10 * minute,
);

test(
  'a dry run says what would be done, and does nothing',
  async () => {
    const { code, log } = await deploy({ version: '1.1.0', 'dry-run': 'true' });
    endedWith(0, { code, log });
    expect(log).toContain('Deploy shop; after namespace');
    expect(live()).toBe('shop:1.0.0 2');
  },
  2 * minute,
);

test(
  'a version that does not start: red, and what was live before is live again and proved',
  async () => {
    const { code, log } = await deploy({ version: '1.2.0' });
    endedWith(1, { code, log });
    const { report, read } = unpacked();
    expect(report.releases).toMatchObject([{ name: 'shop', action: 'rolled-back', verified: true }]);
    expect(live()).toBe('shop:1.0.0 2');
    for (const text of [log, read('events.jsonl'), read('index.html')]) expect(text).not.toContain(sessionKey);
  },
  10 * minute,
);

test(
  'the next version, and by hand back to the first revision, which is proved again',
  async () => {
    endedWith(0, await deploy({ version: '1.1.0' }));
    expect(live()).toBe('shop:1.1.0 1');
    endedWith(0, await deploy({ version: '1.1.0', 'rollback-to': '1' }));
    expect(live()).toBe('shop:1.0.0 2');
    expect(unpacked().report).toMatchObject({ verdict: 'passed' });
  },
  10 * minute,
);

test(
  'another repository calls the reusable workflow with a matrix: one summary and one page of all',
  async () => {
    const caller = mkdtempSync(join(work, 'caller-'));
    for (const part of ['chart', 'contract.yml', 'contract.har'])
      cpSync(join(repository, part), join(caller, part), { recursive: true });
    const pipeline = readFileSync(join(repository, 'deploy.yml'), 'utf8');
    for (const [name, version] of [
      ['old', '1.0.0'],
      ['new', '1.1.0'],
      ['none', '9.9.9'],
    ] as const) {
      const text = pipeline.replaceAll('{{ env.NAMESPACE }}', `shop-${name}`).replaceAll('{{ env.VERSION }}', version);
      writeFileSync(join(caller, `${name}.yml`), text.replaceAll('{{ env.REPLICAS }}', '1'));
    }
    const entry = (name: string) => ({ config: `${name}.yml`, provider: 'existing', context: cluster.context });
    mkdirSync(join(caller, '.github/workflows'), { recursive: true });
    writeFileSync(
      join(caller, '.github/workflows/check.yml'),
      JSON.stringify({
        on: 'push',
        permissions: {},
        jobs: {
          k8s: {
            permissions: { contents: 'read' },
            uses: 'org/taskflow-k8s-action/.github/workflows/k8s-pipeline.yml@v1',
            with: { matrix: JSON.stringify(['old', 'new', 'none'].map(entry)), 'throw-away-secrets': 'SESSION_KEY' },
          },
        },
      }),
    );
    git(caller, 'init', '--quiet', '--initial-branch', 'main');
    commit(caller, 'Check');
    // A run of a workflow has its own artifacts; those of the runs before are not part of its report.
    for (const name of readdirSync(artifactFolder)) rmSync(join(artifactFolder, name), { recursive: true });
    const { code, log } = await run({
      event: 'push',
      workflow: 'check.yml',
      repository: caller,
      env: { KUBECONFIG: cluster.kubeconfig },
      actions: {
        'actions/download-artifact@634f93cb2916e3fdff6788551b99b062d0335ce0': standIn('download-artifact'),
        'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02': standIn('upload-artifact'),
      },
    });
    endedWith(1, { code, log });
    expect(log).toContain('2 of 3 runs passed');
    const merged = readFileSync(join(artifactFolder, 'taskflow-merged/index.html'), 'utf8');
    for (const name of ['old', 'new', 'none']) expect(merged).toContain(`taskflow-pipeline-${name}`);
  },
  10 * minute,
);

test(
  'what production answers is recorded, and proposed as a pull request',
  async () => {
    const origin = join(work, 'origin.git');
    execFileSync('git', ['clone', '--quiet', '--bare', repository, origin]);
    git(repository, 'remote', 'add', 'origin', origin);
    const bin = join(work, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'gh'), `#!/bin/sh\necho "$@" >> '${bin}/asked'\ntest "$2" != view\n`, { mode: 0o755 });
    const production = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('now\n'),
    );
    await new Promise<void>((resolve) => production.listen(0, '127.0.0.1', resolve));
    const { port } = production.address() as AddressInfo;
    const { code, log } = await run({
      event: 'workflow_dispatch',
      workflow: 'record-reference.yml',
      vars: { REFERENCE_API: `http://127.0.0.1:${port}` },
      env: { PATH: `${bin}:${process.env.PATH}` },
    });
    production.close();
    endedWith(0, { code, log });
    expect(git(origin, 'show', 'recorded-reference:contract.har')).toContain('now\\n');
    expect(readFileSync(join(bin, 'asked'), 'utf8')).toContain('pr create --head recorded-reference');
    expect(existsSync(join(repository, 'contract.har'))).toBe(true);
  },
  2 * minute,
);
