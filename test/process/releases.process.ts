import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import { kubeByProxy } from '../../src/adapters/kube-proxy.ts';
import type { ReleaseConfig } from '../../src/config/config.ts';
import { graces as gracesSchema } from '../../src/config/sections.ts';
import type { EventBody } from '../../src/model/event.ts';
import type { Exec } from '../../src/ports/exec.ts';
import type { KubeApi } from '../../src/ports/kube.ts';
import { refusals } from '../../src/release/admit.ts';
import { applyStage, type DeployInput, prepareStage } from '../../src/release/deploy.ts';
import { splitDocuments } from '../../src/release/documents.ts';
import { markVerified, verifiedRevisions } from '../../src/release/known-good.ts';
import { ensureNamespace } from '../../src/release/namespace.ts';
import { openRelease } from '../../src/release/open.ts';
import { ensureSecret } from '../../src/release/secrets.ts';
import type { ReleasePorts, ReleaseState } from '../../src/release/spec.ts';
import { sweepSecrets } from '../../src/release/sweep.ts';
import { find } from '../../src/tools/kube.ts';
import { type ApiServer, startApiServer } from '../charts/api-server.ts';

const graces = v.parse(gracesSchema, {});

/** Real Helm against a real API server. No pod ever runs here, so a hook never ends and everything else is at once. */
const chart = join(import.meta.dirname, '../e2e/releases/charts/shop');
const bare = nodeExec({ text: (text) => text, add: () => undefined });
const home = mkdtempSync(join(tmpdir(), 'releases-process-'));
let server: ApiServer;
let kube: KubeApi;

beforeAll(async () => {
  server = await startApiServer();
  kube = await kubeByProxy(bare)({ kubeconfig: server.kubeconfig, context: 'test' });
}, 180_000);

afterAll(async () => {
  await kube?.close();
  await server?.stop();
  rmSync(home, { recursive: true, force: true });
});

const config = (set: Record<string, string>): ReleaseConfig => ({
  chart,
  values: [],
  set: { 'api.image': 'shop:1', 'web.image': 'shop:1', ...set },
  images: {},
  swap: {},
  secrets: {},
  'secret-values': {},
  test: true,
  needs: [],
  stages: [
    { component: 'api', set: { 'web.enabled': false } },
    { component: 'web', set: {} },
  ],
  timeout: 60_000,
});

function input(stage: number, set: Record<string, string>, more: Partial<DeployInput> = {}): DeployInput {
  return {
    config: config(set),
    stage,
    images: {},
    swap: {},
    loaded: new Set(),
    secrets: {},
    plain: {},
    runId: 'test',
    ...more,
  };
}

describe.each(['helm', 'helm4'])('%s', (helm) => {
  const said: EventBody[] = [];
  const exec: Exec = (command, options) =>
    bare(command.tool === 'helm' ? { ...command, tool: helm } : command, options);
  const signal = new AbortController().signal;
  const ports = (): ReleasePorts => ({
    exec,
    clock: systemClock,
    kube,
    emit: (event) => said.push(event),
    signal,
    graces,
  });
  const namespace = `shop-${helm}`;
  const target = () => ({ kubeconfig: server.kubeconfig, context: 'test', namespace });

  const apply = async (state: ReleaseState, from: DeployInput): Promise<void> =>
    applyStage(state, await prepareStage(state, from, ports()), 'deploy', ports());
  const texts = async (): Promise<Record<string, unknown>> => {
    const text = async (name: string): Promise<unknown> => {
      const found = await find(kube, 'deployments', namespace, `shop-${name}`);
      return /"name":"TEXT","value":"([^"]*)"/.exec(JSON.stringify(found))?.[1];
    };
    return { api: await text('api'), web: await text('web') };
  };

  test('a first install in stages brings one component after the other', async () => {
    await ensureNamespace(namespace, kube);
    const state = await openRelease('shop', target(), ports());
    expect(state).toMatchObject({ knownGood: 0, known: '' });
    await apply(state, input(0, { 'api.text': 'a1', 'web.text': 'w1' }));
    expect(await texts()).toEqual({ api: 'a1', web: undefined });
    await apply(state, input(1, { 'api.text': 'a1', 'web.text': 'w1' }));
    expect(await texts()).toEqual({ api: 'a1', web: 'w1' });
    expect([...state.components]).toEqual([
      ['api', [{ kind: 'Deployment', name: 'shop-api' }]],
      ['web', [{ kind: 'Deployment', name: 'shop-web' }]],
    ]);
    await markVerified(kube, namespace, 'shop', state.revision);
  }, 60_000);

  test('an upgrade keeps the later component until its stage; nothing new counts as verified', async () => {
    const state = await openRelease('shop', target(), ports());
    expect(state.knownGood).toBe(2);
    await apply(state, input(0, { 'api.text': 'a2', 'web.text': 'w2' }));
    expect(await texts()).toEqual({ api: 'a2', web: 'w1' });
    expect(state.components.get('api')).toEqual([{ kind: 'Deployment', name: 'shop-api' }]);
    await apply(state, input(1, { 'api.text': 'a2', 'web.text': 'w2' }));
    expect(await texts()).toEqual({ api: 'a2', web: 'w2' });
    expect(await verifiedRevisions(kube, namespace, 'shop')).toEqual([2]);
  }, 60_000);

  test('an image that no value reaches is swapped in what is applied, with its pull policy', async () => {
    const state = await openRelease('shop', target(), ports());
    const swap = { 'shop:1': { repository: 'built', tag: 'sha-1' } };
    const set = { 'web.pullPolicy': 'Always' };
    await apply(state, input(1, set, { swap, loaded: new Set(['built:sha-1']) }));
    const live = JSON.stringify(await find(kube, 'deployments', namespace, 'shop-web'));
    expect(live).toContain('"image":"built:sha-1"');
    expect(live).toContain('"imagePullPolicy":"IfNotPresent"');
    expect(state.manifest).not.toContain('shop:1');
  }, 60_000);

  test('a Helm that outlived its run is ended, and its release goes back to known good', async () => {
    const state = await openRelease('shop', target(), ports());
    const stuck = prepareStage(state, input(1, { 'hooks.preUpgrade': 'pass' }), ports()).then((prepared) =>
      applyStage(state, prepared, 'deploy', ports()),
    );
    const ended = expect(stuck).rejects.toThrow();
    while ((await pending()) === 0) await systemClock.sleep(100);
    said.length = 0;
    const next = await openRelease('shop', target(), ports());
    await ended;
    expect(next.knownGood).toBe(2);
    expect(await pending()).toBe(0);
    expect(said).toContainEqual(
      expect.objectContaining({ kind: 'note', level: 'warning', text: expect.stringMatching(/^helm upgrade of shop/) }),
    );
  }, 60_000);

  const pending = async (): Promise<number> => {
    const selector = encodeURIComponent('owner=helm,status=pending-upgrade');
    const { body } = await kube.request('GET', `/api/v1/namespaces/${namespace}/secrets?labelSelector=${selector}`);
    return (body as { items: readonly unknown[] }).items.length;
  };

  test('of the Secrets that were made, those that a good revision names stay', async () => {
    const first = await ensureSecret(namespace, 'keys', { TOKEN: 'first-value' }, { kube });
    const second = await ensureSecret(namespace, 'keys', { TOKEN: 'second-value' }, { kube });
    const other = await ensureSecret(namespace, 'others', { TOKEN: 'first-value' }, { kube });
    const state = await openRelease('shop', target(), ports());
    await apply(state, input(1, {}, { secrets: { existingSecret: second } }));
    await markVerified(kube, namespace, 'shop', state.revision);
    expect(await sweepSecrets(namespace, ['keys'], kube)).toEqual([first]);
    const left = await Promise.all([first, second, other].map((name) => find(kube, 'secrets', namespace, name)));
    expect(left.map((secret) => secret?.metadata.name)).toEqual([undefined, second, other]);
  }, 60_000);

  test('the API server says by dry run what may not change and what is taken', async () => {
    const state = await openRelease('shop', target(), ports());
    const { rendering } = await prepareStage(state, input(1, { 'api.selector.tier': 'new' }), ports());
    expect(await refusals(rendering.whole, namespace, kube)).toEqual([
      expect.stringMatching(/^Deployment shop-api: .*spec\.selector.*field is immutable/s),
    ]);
    const port = 'spec: { type: NodePort, ports: [{ port: 80, nodePort: 30999 }], selector: { a: b } }';
    const service = (name: string): string =>
      `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\n${port}\n`;
    const [first] = splitDocuments(service(`first-${helm}`));
    const path = `/api/v1/namespaces/${namespace}/services`;
    expect((await kube.request('POST', path, first?.object)).status).toBe(201);
    expect(await refusals(splitDocuments(service('second')), namespace, kube)).toEqual([
      expect.stringContaining('provided port is already allocated'),
    ]);
    await kube.request('DELETE', `${path}/first-${helm}`);
  }, 60_000);
});
