import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { planOf, taskflow } from '../support/pipeline.ts';
import { ask, askOn } from './ask.ts';
import { kubectlOf } from './kubectl.ts';
import { baseFile, run, shopWith } from './runs.ts';

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
    const { code } = await run(work, { shop: shopWith({ 'api.text': 'api 2', 'web.text': 'web 2' }) });
    const [ofWeb, ofApi] = [await webs.stop(), await apis.stop()];
    expect(code).toBe(0);
    expect({ web: ofWeb.errors, api: ofApi.errors }).toEqual({ web: [], api: [] });
    expect([...ofWeb.texts.keys()]).toEqual(['web 1', 'web 2']);
    expect([...ofApi.texts.keys()]).toEqual(['api 1', 'api 2']);
    expect(ofWeb.texts.get('web 1')).toBeGreaterThan(20);
  },
  3 * minutes,
);

test(
  'an upgrade whose last stage fails is taken back and verified, and nobody who asks meanwhile sees an error',
  async () => {
    const webs = askOn(web);
    const apis = askOn(api);
    const { code, report } = await run(work, {
      shop: shopWith({ 'api.text': 'api 3', 'web.text': 'web 3', 'web.crash': 'yes' }),
    });
    const [ofWeb, ofApi] = [await webs.stop(), await apis.stop()];
    expect(code).toBe(1);
    expect(report.releases).toMatchObject([{ name: 'shop', action: 'rolled-back', verified: true }]);
    expect({ web: ofWeb.errors, api: ofApi.errors }).toEqual({ web: [], api: [] });
    expect([...ofWeb.texts.keys()]).toEqual(['web 2']);
    expect(await Promise.all([ask(api), ask(web)])).toEqual(['api 2', 'web 2']);
  },
  3 * minutes,
);
