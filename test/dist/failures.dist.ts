import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { type App, startApp } from './machine/app.ts';
import { type Ended, reportOf, runPost, startMain, type Values } from './machine/job.ts';
import { type Machine, makeMachine } from './machine/machine.ts';

jest.setTimeout(120_000);

let production: App;
let app: App;
let machine: Machine;
beforeAll(async () => {
  production = await startApp();
});
afterAll(() => production.close());
beforeEach(async () => {
  app = await startApp();
  machine = makeMachine();
  machine.serves(app.port);
});
afterEach(async () => {
  await app.close();
  machine.remove();
});

/** A program that answers in its own words and fails, whenever its call begins like this. */
const fails = (call: string, words: string, code = 1): string =>
  `case "$tool $*" in "${call}"*) cat >&2 <<'END'\n${words}\nEND\nexit ${code} ;; esac`;

interface Point {
  readonly where: string;
  readonly arrange: () => void;
  readonly code: 1 | 3;
  readonly outputs: Values;
  /** What a reader of the job log must be told. */
  readonly said: RegExp;
}

const theApplication = { code: 1 } as const;
const theMachine = { code: 3 } as const;

/** In the order of the pipeline: one thing goes wrong, everything else works. */
const points: readonly Point[] = [
  {
    where: 'the engine does not answer',
    arrange: () =>
      machine.fault(
        fails(
          'docker build',
          'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
        ),
      ),
    ...theMachine,
    outputs: { verdict: 'infrastructure', rollback: 'none' },
    said: /Cannot connect to the Docker daemon|Docker Engine/,
  },
  {
    where: 'the cluster does not start',
    arrange: () =>
      machine.fault(`case "$tool $1" in "minikube start")
printf '%s\\n' '{"type":"io.k8s.sigs.minikube.error","data":{"id":"RSRC_DOCKER_STORAGE","message":"Docker is out of disk space!","advice":"Try: docker system prune","exitcode":"26"}}'
exit 26 ;; esac`),
    ...theMachine,
    outputs: { verdict: 'infrastructure', rollback: 'none', 'failed-checkpoint': '' },
    said: /out of disk space/,
  },
  {
    where: 'an image does not build',
    arrange: () =>
      machine.fault(
        fails(
          'docker build --force-rm --file backend',
          "The command '/bin/sh -c pip install nothing' returned a non-zero code: 1",
        ),
      ),
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'none', 'failed-checkpoint': 'pre-deploy' },
    said: /pip install nothing/,
  },
  {
    where: 'the chart is not sound',
    arrange: () => machine.fault(fails('helm lint', '[ERROR] templates/: parse error at (shop/templates/x.yaml:3)')),
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'none', 'failed-checkpoint': 'pre-deploy' },
    said: /parse error at \(shop\/templates\/x\.yaml:3\)/,
  },
  {
    where: 'the node does not take the images',
    arrange: () => {
      machine.fault(
        `case "$tool $*" in "docker exec"*" import "*) cat > /dev/null; echo 'ctr: failed to ingest: no space left on device' >&2; exit 1 ;; esac`,
      );
    },
    ...theMachine,
    outputs: { verdict: 'infrastructure', rollback: 'none' },
    said: /no space left/,
  },
  {
    where: 'Helm refuses what it renders',
    arrange: () =>
      machine.fault(
        fails(
          'helm upgrade',
          'Error: UPGRADE FAILED: Deployment.apps "backend" is invalid: spec.replicas: Invalid value: -1',
        ),
      ),
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'none' },
    said: /spec\.replicas: Invalid value/,
  },
  {
    where: 'Helm fails half-way',
    arrange: () =>
      machine.fault(
        `case "$*" in *--dry-run*) ;; *) ${fails('helm upgrade', 'Error: UPGRADE FAILED: failed to create resource: admission webhook "policy" denied the request')} ;; esac`,
      ),
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'verified' },
    said: /admission webhook "policy" denied/,
  },
  {
    where: 'the backend crashes',
    arrange: () => machine.podsOf('backend', 'crash'),
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'verified', 'failed-checkpoint': 'backend-deployed' },
    said: /CrashLoopBackOff/,
  },
  {
    where: 'the backend answers 500',
    arrange: () => machine.answers('backend', 500),
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'verified', 'failed-checkpoint': 'backend-api' },
    said: /got 500/,
  },
  {
    where: 'the image of the frontend is not there',
    arrange: () => machine.podsOf('frontend', 'pull'),
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'verified', 'failed-checkpoint': 'frontend-deployed' },
    said: /ErrImageNeverPull/,
  },
  {
    where: 'the page does not load',
    arrange: () => app.answer('/', 503, 'no'),
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'verified', 'failed-checkpoint': 'integration' },
    said: /503/,
  },
  {
    where: 'the API does not behave as production',
    arrange: () => app.answer('/greeting', 200, '{"hello":1}'),
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'verified', 'failed-checkpoint': 'end-to-end' },
    said: /\$\.hello/,
  },
  {
    where: 'the rollback fails, too',
    arrange: () => {
      machine.podsOf('backend', 'crash');
      machine.fault(
        fails('helm uninstall', 'Error: uninstallation completed with 1 error(s): timed out waiting for the condition'),
      );
    },
    ...theApplication,
    outputs: { verdict: 'failed', rollback: 'failed', 'failed-checkpoint': 'backend-deployed' },
    said: /timed out waiting for the condition/,
  },
  {
    where: 'the API server goes away',
    arrange: () => machine.fault(`case "$tool $*" in *" proxy "*) echo 'error: unable to connect' >&2; exit 1 ;; esac`),
    ...theMachine,
    outputs: { verdict: 'infrastructure', rollback: 'none' },
    said: /kubectl proxy ended: error: unable to connect/,
  },
];

test.each(points)(
  '$where: verdict, cause and rollback are right, and nothing is left',
  async ({ arrange, code, outputs, said }) => {
    arrange();
    const ended = await startMain(machine, { env: { REFERENCE: production.url } }).ended;
    expectFailure(ended, { code, outputs, said });
    const post = await runPost(machine, ended);
    expect(post.code).toBe(0);
    expect(machine.left()).toEqual([]);
  },
);

function expectFailure(ended: Ended, { code, outputs, said }: Pick<Point, 'code' | 'outputs' | 'said'>): void {
  expect({ code: ended.code, outputs: ended.outputs }).toMatchObject({ code, outputs });
  expect(ended.log).toMatch(said);
  expect(ended.outputs['root-cause']).not.toBe('');
  expect(ended.log).toMatch(/^::error /m);
  expect(ended.summary).toContain('shop');
  const report = reportOf(machine);
  expect(report.verdict).toBe(ended.outputs.verdict);
  expect(report.evidence.length).toBeGreaterThan(0);
}
