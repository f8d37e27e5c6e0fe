import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Report } from '../../../src/model/report.ts';
import { type PrivateRegistry, privateRegistry } from './registry.ts';
import { must } from './shell.ts';

const root = join(import.meta.dirname, '../../..');

/** A cluster that somebody else made: images are built here, go to a registry, and pods run their digests. */
export function deployedThroughRegistry(cluster: { readonly context: string; readonly node: string }): void {
  const work = mkdtempSync(join(tmpdir(), 'existing-'));
  const namespace = `team-${process.pid}`;
  let registry: PrivateRegistry;

  beforeAll(async () => {
    registry = await privateRegistry(`registry-existing-${process.pid}`, cluster.node);
  });

  afterAll(async () => {
    await registry?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  const run = async (dockerConfig: string, name: string, target = registry.host): Promise<Ran> => {
    const env = { DOCKER_CONFIG: dockerConfig, XDG_CACHE_HOME: join(work, 'cache') };
    return command(['run', '-c', written(name, target), '--out', join(work, name)], env);
  };

  const written = (name: string, target = registry.host): string => {
    const file = join(work, `${name}.yml`);
    writeFileSync(file, JSON.stringify(document(`${target}/team`)));
    return file;
  };

  const kubectl = (...args: readonly string[]): Promise<string> =>
    must('kubectl', ['--context', cluster.context, '--namespace', namespace, ...args]);

  const document = (target: string): object => ({
    version: 1,
    name: 'existing',
    namespace,
    cluster: { provider: 'existing', context: cluster.context, allow: true, registry: target, 'lock-wait': '1s' },
    preview: { expires: '1s', quota: { cpu: 1, memory: '1Gi', pods: 7 } },
    images: { app: { dockerfile: 'test/e2e/releases/app/Dockerfile', context: 'test/e2e/releases/app' } },
    accept: { weak: true },
    releases: {
      shop: {
        chart: 'test/e2e/releases/charts/shop',
        images: { 'api.image': 'app', 'web.image': 'app' },
        set: { 'api.pullPolicy': 'Always', 'web.enabled': false },
      },
    },
    checkpoints: { 'shop-deployed': { stable: '1s' } },
  });

  test('a push that is refused, and a registry that is not there: sentence, exit code, nothing deployed, no tag left', async () => {
    const [refused, unreachable] = await Promise.all([
      run(registry.loggedOut, 'refused'),
      run(registry.loggedIn, 'unreachable', '127.0.0.1:9'),
    ]);
    expect(refused.output).toMatch(
      /app:sha256-[0-9a-f]{32} could not be pushed: the registry does not let this user push there\./,
    );
    expect(refused.output).toContain('docker login');
    expect(unreachable.output).toContain('is tried once more');
    expect(unreachable.output).toContain('could not be pushed: the registry cannot be reached.');
    expect([refused.code, unreachable.code]).toEqual([3, 3]);
    await expect(must('kubectl', ['--context', cluster.context, 'get', 'namespace', namespace])).rejects.toThrow(
      'NotFound',
    );
    for (const host of [registry.host, '127.0.0.1:9'])
      expect(await must('docker', ['image', 'ls', '--quiet', `${host}/team/app`])).toBe('');
  }, 120_000);

  test('logged in, the image is pushed once and pods run its digest, also where the chart always pulls', async () => {
    const { code, output } = await run(registry.loggedIn, 'green');
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    const images = await must('kubectl', [
      ...['--context', cluster.context, '--namespace', namespace, 'get', 'pods', '--output'],
      'jsonpath={range .items[*].spec.containers[*]}{.image} {.imagePullPolicy}{"\\n"}{end}',
    ]);
    const [, digest = ''] = /@(sha256:[0-9a-f]{64}) Always\n$/.exec(images) ?? [];
    expect(images).toBe(`${registry.host}/team/app@${digest} Always\n`);
    expect(output).toContain('pods run the digests');
    const report = JSON.parse(readFileSync(join(work, 'green/report.json'), 'utf8')) as Report;
    expect(report.verdict).toBe('passed');
    for (const secret of [registry.password, Buffer.from(`pusher:${registry.password}`).toString('base64')])
      expect(readFileSync(join(work, 'green/events.jsonl'), 'utf8') + output).not.toContain(secret);
  }, 180_000);

  test('the preview has labels, a quota and an end, and its lock was given back', async () => {
    const { metadata } = JSON.parse(await kubectl('get', 'namespace', namespace, '-o', 'json'));
    expect(metadata.labels).toMatchObject({
      'app.kubernetes.io/managed-by-pipeline': 'taskflow-k8s',
      'taskflow-k8s/preview': 'existing',
    });
    expect(Date.parse(metadata.annotations['taskflow-k8s/expires'])).toBeLessThan(Date.now() + 1000);
    const quota = await kubectl('get', 'resourcequota', '-o', 'jsonpath={.items[*].status}');
    expect(JSON.parse(quota)).toMatchObject({ hard: { pods: '7' }, used: { pods: '1' } });
    expect(await kubectl('get', 'lease', '-o', 'name')).toBe('');
  }, 30_000);

  test('while somebody else has the namespace, nothing of it is touched: a run says who, and `down --expired` leaves it', async () => {
    await kubectl('create', '-f', leaseFile('colleague', new Date()));
    const before = await kubectl('get', 'secrets', '-o', 'name');
    const { code, output } = await run(registry.loggedIn, 'second');
    expect(output).toMatch(/Namespace team-\d+ is in use by run colleague, which holds it until \d\d:\d\d:\d\d UTC/);
    expect(code).toBe(3);
    expect(await kubectl('get', 'secrets', '-o', 'name')).toBe(before);
    const down = await command(['down', '--expired', '-c', written('down')], {});
    expect(down).toMatchObject({ code: 1, output: expect.stringContaining('stays: run colleague') });
  }, 120_000);

  test('when that run is dead, its lock is over: the preview is expired, and `down --expired` deletes it and nothing else', async () => {
    await kubectl('replace', '-f', leaseFile('colleague', new Date(Date.now() - 700_000)));
    const down = await command(['down', '--expired', '-c', written('down')], {});
    expect(down).toMatchObject({ code: 0, output: expect.stringMatching(/^Preview team-\d+ is deleted, expired /) });
    await expect(kubectl('get', 'namespace', namespace)).rejects.toThrow('NotFound');
    const again = await command(['down', '--expired', '-c', written('down')], {});
    expect(again).toEqual({ code: 0, output: 'None of 0 previews has expired.\n' });
  }, 120_000);

  const leaseFile = (holderIdentity: string, renewed: Date): string => {
    const file = join(work, 'lease.json');
    const renewTime = renewed.toISOString().replace('Z', '000Z');
    const spec = { holderIdentity, leaseDurationSeconds: 600, renewTime };
    const metadata = { name: 'taskflow-k8s' };
    writeFileSync(file, JSON.stringify({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }));
    return file;
  };
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

function command(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/entry/cli.ts', ...args], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
