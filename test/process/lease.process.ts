import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import { kubeByProxy } from '../../src/adapters/kube-proxy.ts';
import type { EventBody } from '../../src/model/event.ts';
import type { KubeApi } from '../../src/ports/kube.ts';
import { giveBack, holderOf, leaseName, takeLease } from '../../src/release/lease.ts';
import { claimNamespace, ensureNamespace, listPreviews, markPreview } from '../../src/release/namespace.ts';
import { find } from '../../src/tools/kube.ts';
import { type ApiServer, startApiServer } from '../charts/api-server.ts';

/** Namespaces and their locks, at a real API server. */
const exec = nodeExec({ text: (text) => text, add: () => undefined });
let server: ApiServer;
let kube: KubeApi;

beforeAll(async () => {
  server = await startApiServer();
  kube = await kubeByProxy(exec)({ kubeconfig: server.kubeconfig, context: 'test' });
  await ensureNamespace('shop', kube);
}, 180_000);

afterAll(async () => {
  await kube?.close();
  await server?.stop();
});

const times = { lifeMs: 60_000, renewMs: 20_000, lookMs: 100 };

interface Odd {
  /** How far this run's clock is ahead. */
  readonly late?: number;
  readonly signal?: AbortSignal;
  readonly waitMs?: number;
  readonly renewMs?: number;
}

function run(holder: string, { late = 0, signal = new AbortController().signal, waitMs = 20_000, renewMs }: Odd = {}) {
  const said: EventBody[] = [];
  const clock = { ...systemClock, now: () => systemClock.now() + late };
  const ports = { clock, kube, emit: (event: EventBody) => said.push(event), signal };
  const claim = { namespace: 'shop', holder, who: `https://ci.example/${holder}` };
  const options = { waitMs, stage: 'namespace', times: { ...times, ...(renewMs ? { renewMs } : {}) } };
  return { said, take: () => takeLease(claim, options, ports) };
}

const spec = async () => (await find(kube, 'leases', 'shop', leaseName))?.spec;

test('the second run waits, says for whom and until when, and goes on when the first has given it back', async () => {
  const second = run('run-2');
  const lease = await run('run-1').take();
  const waiting = second.take();
  while (second.said.length === 0) await systemClock.sleep(50);
  const text = expect.stringMatching(
    /^namespace shop is in use by run run-1 \(https:\/\/ci.example\/run-1\), which holds it until \d\d:\d\d:\d\d UTC/,
  );
  expect(second.said).toMatchObject([{ kind: 'progress', text }]);
  expect(await spec()).toMatchObject({ holderIdentity: 'run-1', leaseDurationSeconds: 60 });
  await lease.release();
  const taken = await waiting;
  expect(await spec()).toMatchObject({ holderIdentity: 'run-2' });
  await taken.release();
  expect(await spec()).toBeUndefined();
}, 30_000);

test('who has waited long enough is told what to do, and nothing has changed', async () => {
  const lease = await run('run-1').take();
  await expect(run('run-2', { waitMs: 200 }).take()).rejects.toMatchObject({
    outcome: 'infrastructure',
    message: expect.stringMatching(/^Namespace shop is in use by run run-1 .*waited 200 ms\. Nothing was changed\.$/),
    help: { remedy: expect.stringContaining('kubectl -n shop delete lease taskflow-k8s') },
  });
  await lease.release();
}, 30_000);

test('of ten that come at once exactly one has it', async () => {
  const stop = new AbortController();
  const takes = Array.from({ length: 10 }, (_, index) => run(`run-${index}`, { signal: stop.signal }).take());
  const first = await Promise.race(takes);
  stop.abort();
  const settled = await Promise.allSettled(takes);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await first.release();
}, 30_000);

test('it is renewed while the run works', async () => {
  const lease = await run('run-1', { renewMs: 100 }).take();
  const before = await spec();
  while (JSON.stringify(await spec()) === JSON.stringify(before)) await systemClock.sleep(50);
  expect(await spec()).toMatchObject({ holderIdentity: 'run-1', leaseTransitions: 0 });
  expect(lease.lost.aborted).toBe(false);
  await lease.release();
}, 30_000);

test('a run that died loses it when its time is over; one that was only slow stops, and gives nothing back', async () => {
  const slow = run('slow', { renewMs: 1000 });
  const lease = await slow.take();
  const heir = await run('heir', { late: 61_000 }).take();
  expect(await spec()).toMatchObject({ holderIdentity: 'heir', leaseTransitions: 1 });
  while (!lease.lost.aborted) await systemClock.sleep(50);
  expect(slow.said).toMatchObject([
    {
      kind: 'note',
      level: 'error',
      text: expect.stringContaining('lost its lock: namespace shop is in use by run heir'),
    },
  ]);
  await lease.release();
  await giveBack({ namespace: 'shop', holder: 'slow' }, kube);
  expect(await holderOf('shop', kube, Date.now())).toMatchObject({ holder: 'heir' });
  await heir.release();
}, 30_000);

test('whoever waits can be cancelled', async () => {
  const lease = await run('run-1').take();
  const stop = new AbortController();
  const waiting = run('run-2', { signal: stop.signal }).take();
  setTimeout(() => stop.abort(new Error('enough')), 300);
  await expect(waiting).rejects.toThrow();
  await lease.release();
}, 30_000);

test('on a shared cluster a namespace is new or ours, and that of somebody else is refused', async () => {
  expect(await claimNamespace('fresh', kube)).toBe('new');
  expect(await claimNamespace('fresh', kube)).toBe('ours');
  await expect(claimNamespace('kube-system', kube)).rejects.toMatchObject({
    message: expect.stringContaining('was there before and is not ours'),
    help: {
      remedy: expect.stringContaining('kubectl label namespace kube-system app.kubernetes.io/managed-by-pipeline'),
    },
  });
}, 30_000);

test('a preview has its quota and an end that each run moves on', async () => {
  const settings = { expires: 60_000, quota: { cpu: 2, memory: '4Gi', pods: 5 } };
  const preview = { namespace: 'fresh', pipeline: 'shop', settings };
  expect(await markPreview(preview, kube, 0)).toBe('1970-01-01T00:01:00.000Z');
  await markPreview({ ...preview, settings: { ...settings, quota: { pods: 6 } } }, kube, 1000);
  expect(await listPreviews('shop', kube)).toEqual([{ namespace: 'fresh', expires: 61_000 }]);
  expect(await listPreviews('other', kube)).toEqual([]);
  const quota = await find(kube, 'resourcequotas', 'fresh', 'taskflow-k8s-preview');
  expect(quota?.spec).toEqual({ hard: { 'requests.cpu': '2', 'requests.memory': '4Gi', pods: '6' } });
  expect(await find(kube, 'limitranges', 'fresh', 'taskflow-k8s-preview')).toBeDefined();
}, 30_000);
