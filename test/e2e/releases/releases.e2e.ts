import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Report } from '../../../src/model/report.ts';
import { planOf, taskflow } from '../support/pipeline.ts';
import { ask, askOn } from './ask.ts';
import { brokenOff } from './broken-off.ts';
import { foreignCharts } from './foreign.ts';
import { kubectlOf } from './kubectl.ts';
import { helm4, startTaskflow, until } from './processes.ts';
import { base, baseFile, command, run, shopWith, store, writePipeline } from './runs.ts';

/** What becomes of releases on a real node, while strangers go on asking the version before. In order: each test starts where the last has ended. */
const minutes = 60_000;
const work = mkdtempSync(join(tmpdir(), 'releases-e2e-'));
let kubectl: ReturnType<typeof kubectlOf>;
let web: string;
let api: string;

beforeAll(async () => {
  const { nodeAddress, clusterName } = await planOf(baseFile, {});
  kubectl = kubectlOf(clusterName, 'releases');
  web = `http://${nodeAddress}:30480/`;
  api = `http://${nodeAddress}:30481/`;
});

afterAll(async () => {
  const down = process.env.RELEASES_KEEP ? { code: 0, output: '' } : await taskflow(['down', '-c', baseFile]);
  rmSync(work, { recursive: true, force: true });
  if (down.code !== 0) throw new Error(down.output);
}, 3 * minutes);

function stage(report: Report, id: string): Report['stages'][number] | undefined {
  return report.stages.find((each) => each.id === id);
}

/** Name, creation and restarts of every pod: equal before and after means that nothing was restarted. */
function pods(): string {
  return kubectl(
    'get',
    'pods',
    '-o',
    'jsonpath={range .items[*]}{.metadata.name} {.metadata.creationTimestamp} {.status.containerStatuses[*].restartCount}{"\\n"}{end}',
  );
}

test(
  'a first install by stages: both components, in order, verified',
  async () => {
    const { code, output, report } = await run(work, { shop: shopWith({ 'api.text': 'api 1', 'web.text': 'web 1' }) });
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    expect(report.releases).toMatchObject([{ name: 'shop', action: 'installed', revision: 2, verified: true }]);
    expect(await Promise.all([ask(api), ask(web)])).toEqual(['api 1', 'web 1']);
  },
  10 * minutes,
);

test(
  'nothing has changed: nothing is restarted',
  async () => {
    const before = pods();
    const { code, report } = await run(work, { shop: shopWith({ 'api.text': 'api 1', 'web.text': 'web 1' }) });
    expect(code).toBe(0);
    expect(report.releases).toMatchObject([{ name: 'shop', action: 'upgraded', verified: true }]);
    expect(pods()).toBe(before);
  },
  3 * minutes,
);

test(
  'an upgrade by stages takes nothing away: the later component serves its old version until its own stage',
  async () => {
    const webs = askOn(web);
    const apis = askOn(api);
    const hooks = { 'hooks.preUpgrade': 'pass', 'hooks.preRollback': 'fail', 'hooks.test': 'pass' };
    const { code, report } = await run(work, {
      shop: shopWith({ 'api.text': 'api 2', 'web.text': 'web 2', ...hooks }),
    });
    const [ofWeb, ofApi] = [await webs.stop(), await apis.stop()];
    expect(code).toBe(0);
    expect({ web: ofWeb.errors, api: ofApi.errors }).toEqual({ web: [], api: [] });
    expect([...ofWeb.texts.keys()]).toEqual(['web 1', 'web 2']);
    expect([...ofApi.texts.keys()]).toEqual(['api 1', 'api 2']);
    expect(ofWeb.texts.get('web 1')).toBeGreaterThan(20);
    const checks = report.checkpoints.flatMap((checkpoint) => checkpoint.checks);
    expect(checks.find(({ id }) => id === 'tests-shop')).toMatchObject({
      verdict: 'passed',
      detail: 'Pod shop-asks succeeded',
    });
  },
  3 * minutes,
);

test(
  'an upgrade whose last stage fails is taken back and verified, and nobody who asks meanwhile sees an error',
  async () => {
    const webs = askOn(web);
    const apis = askOn(api);
    const { code, report } = await run(work, {
      shop: shopWith({ 'api.text': 'api 3', 'web.text': 'web 3', 'web.crash': 'yes', 'hooks.preUpgrade': 'pass' }),
    });
    const [ofWeb, ofApi] = [await webs.stop(), await apis.stop()];
    expect(code).toBe(1);
    expect(report.releases).toMatchObject([{ name: 'shop', action: 'rolled-back', verified: true }]);
    // The hook of the way back fails by intent, and the one of the way forward has run.
    expect(report.releases[0]?.detail).toMatch(
      /the way back failed with its hooks.*not undone: .*Job shop-pre-upgrade/s,
    );
    expect({ web: ofWeb.errors, api: ofApi.errors }).toEqual({ web: [], api: [] });
    expect([...ofWeb.texts.keys()]).toEqual(['web 2']);
    expect(await Promise.all([ask(api), ask(web)])).toEqual(['api 2', 'web 2']);
  },
  3 * minutes,
);

test(
  'rollback by hand goes to the verified revision before, proves it, and says what there is when it cannot',
  async () => {
    const back = await command(work, ['rollback'], { shop: shopWith({}) });
    expect({ code: back.code, verdict: back.report.verdict }).toEqual({ code: 0, verdict: 'passed' });
    expect(back.report.releases).toMatchObject([{ name: 'shop', action: 'rolled-back', verified: true }]);
    expect(await Promise.all([ask(api), ask(web)])).toEqual(['api 1', 'web 1']);
    const never = await command(work, ['rollback', '--to', '99'], { shop: shopWith({}) });
    expect(never).toMatchObject({ code: 1, report: { verdict: 'failed' } });
    expect(never.report.reason).toMatch(/cannot go back to revision 99.*deployed, verified/s);
    expect(await ask(web)).toBe('web 1');
  },
  2 * minutes,
);

test(
  'a field that may not change is said before anything is touched',
  async () => {
    const before = kubectl('get', 'secrets', '-l', 'owner=helm', '-o', 'name');
    const { code, report } = await run(work, { shop: shopWith({ 'api.selector.tier': 'new' }) });
    expect(code).toBe(1);
    expect(stage(report, 'deploy:shop/api')?.detail).toMatch(/nothing was changed.*field is immutable/s);
    expect(report.releases).toEqual([]);
    expect(kubectl('get', 'secrets', '-l', 'owner=helm', '-o', 'name')).toBe(before);
  },
  2 * minutes,
);

test(
  'a hook that can never begin is named within seconds, while Helm would wait for it five minutes',
  async () => {
    const { code, report } = await run(work, {
      shop: shopWith({ 'api.text': 'api 4', 'hooks.preUpgrade': 'unpullable' }),
    });
    expect(code).toBe(1);
    expect(stage(report, 'deploy:shop/api')?.detail).toMatch(/shop-pre-upgrade.*ErrImageNeverPull/);
    expect(stage(report, 'deploy:shop/api')?.durationMs).toBeLessThan(60_000);
    expect(report.releases).toMatchObject([{ name: 'shop', action: 'rolled-back', verified: true }]);
    expect(await ask(api)).toBe('api 1');
  },
  4 * minutes,
);

test(
  'two charts, and the second fails: the first is back at its version, of the second nothing is left',
  async () => {
    const webs = askOn(web);
    const { code, report } = await run(work, {
      shop: shopWith({ 'api.text': 'api 5', 'web.text': 'web 5' }),
      store: store({ crash: 'yes' }),
    });
    const asked = await webs.stop();
    expect(code).toBe(1);
    expect(report.releases).toHaveLength(2);
    expect(report.releases).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ name: 'shop', action: 'rolled-back', verified: true }),
        expect.objectContaining({ name: 'store', action: 'uninstalled', verified: true }),
      ]),
    );
    expect(asked.errors).toEqual([]);
    expect(await Promise.all([ask(api), ask(web)])).toEqual(['api 1', 'web 1']);
    expect(kubectl('get', 'all,secrets', '-l', 'name=store', '-o', 'name')).toBe('');
    // A pod that is being taken away may still be listed for the seconds of its grace.
    await until(() => !kubectl('get', 'all', '-o', 'name').includes('store'));
  },
  4 * minutes,
);

test(
  'a StatefulSet that is stuck on its bad pod is freed and goes back',
  async () => {
    const good = await run(work, { store: store({ text: 'good' }) });
    expect(good.code).toBe(0);
    const { code, report } = await run(work, { store: store({ crash: 'yes' }) });
    expect(code).toBe(1);
    expect(report.releases).toMatchObject([{ name: 'store', action: 'rolled-back', verified: true }]);
  },
  4 * minutes,
);

test(
  'killed in the middle of a hook: the next run finds the release pending, and is green without a hand',
  async () => {
    const slow = writePipeline(work, { ...base, releases: { shop: shopWith({ 'hooks.preUpgrade': 'slow' }) } });
    const killed = startTaskflow(['run', '-c', slow, '--out', join(work, 'killed')]);
    await until(() => kubectl('get', 'secrets', '-l', 'name=shop,status=pending-upgrade', '-o', 'name') !== '');
    await killed.killAll();
    expect(kubectl('get', 'secrets', '-l', 'name=shop,status=pending-upgrade', '-o', 'name')).not.toBe('');
    const { code, output } = await run(work, { shop: shopWith({ 'api.text': 'api 6', 'web.text': 'web 6' }) });
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    expect(output).toContain('was left pending-upgrade');
    expect(await Promise.all([ask(api), ask(web)])).toEqual(['api 6', 'web 6']);
  },
  4 * minutes,
);

test(
  'the same by Helm 4: nothing is taken away by an upgrade in stages, and one that fails goes back',
  async () => {
    const env = helm4(work);
    const webs = askOn(web);
    const up = await run(work, { shop: shopWith({ 'api.text': 'api 7', 'web.text': 'web 7' }) }, { env });
    const failing = { 'api.text': 'api 8', 'web.text': 'web 8', 'web.crash': 'yes' };
    const down = await run(work, { shop: shopWith(failing) }, { env });
    const asked = await webs.stop();
    expect([up.code, down.code]).toEqual([0, 1]);
    expect(down.report.releases).toMatchObject([{ name: 'shop', action: 'rolled-back', verified: true }]);
    expect(asked.errors).toEqual([]);
    expect([...asked.texts.keys()]).toEqual(['web 6', 'web 7']);
    expect(await Promise.all([ask(api), ask(web)])).toEqual(['api 7', 'web 7']);
  },
  4 * minutes,
);

test(
  "the chart's own test fails: what it has printed is said, and the release goes back",
  async () => {
    const { code, report } = await run(work, { shop: shopWith({ 'api.text': 'api 9', 'hooks.test': 'fail' }) });
    expect(code).toBe(1);
    const checks = report.checkpoints.flatMap((checkpoint) => checkpoint.checks);
    expect(checks.find(({ id }) => id === 'tests-shop')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining('shop-asks: the test has failed'),
    });
    expect(report.releases).toMatchObject([{ name: 'shop', action: 'rolled-back', verified: true }]);
  },
  2 * minutes,
);

foreignCharts(() => work);

brokenOff(() => ({ work, kubectl, web, api }));
