import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, until } from '../e2e/clusters/shell.ts';
import { planOf, root, taskflow } from '../e2e/support/pipeline.ts';
import { pipelineOf } from './pipeline.ts';

/** Everything that a campaign needs and may disturb. All of it is the campaign's own. */
export interface World {
  readonly work: string;
  /** A small file system, for reports and temporary files. */
  readonly small: string;
  /** What libfaketime reads: `+1h` is an hour ahead. */
  readonly clock: string;
  /** Names of containers. The node's is the cluster's, too. */
  readonly node: string;
  readonly registry: string;
  readonly reference: string;
  readonly address: string;
  readonly registryPort: number;
  readonly referencePort: number;
  readonly close: (keepCluster: boolean) => Promise<void>;
}

export const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const app = 'taskflow-endurance-app:1';

export async function openWorld(): Promise<World> {
  if (!existsSync(library)) throw new Error(`${library} is missing: scripts/suites/package libfaketime`);
  const work = mkdtempSync(join(tmpdir(), 'taskflow-endurance-'));
  const [registry, reference] = [`endurance-registry-${process.pid}`, `endurance-reference-${process.pid}`];
  const [small, clock] = [join(work, 'small'), join(work, 'clock')];
  mkdirSync(small);
  await must('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', small]);
  mkdirSync(join(small, 'tmp'));
  writeFileSync(clock, '+0');
  const close = async (keepCluster: boolean): Promise<void> => {
    await must('docker', ['rm', '--force', '--volumes', registry, reference]);
    if (!keepCluster) await takeDown(join(work, 'plan.json'));
    await must('umount', [small]);
    rmSync(work, { recursive: true, force: true });
  };
  try {
    await must('docker', ['build', '--quiet', '--tag', app, join(root, 'test/e2e/releases/app')]);
    await serve(registry, 5000, ['registry:2']);
    await serve(reference, 8080, ['--env', 'TEXT=hello', app]);
    const ports = { registryPort: await portOf(registry), referencePort: await portOf(reference) };
    writeFileSync(join(work, 'plan.json'), JSON.stringify(pipelineOf('good', 0, ports)));
    const { clusterName: node, nodeAddress: address } = await planOf(join(work, 'plan.json'), {});
    return { ...{ work, small, clock, node, registry, reference, address, close }, ...ports };
  } catch (fault) {
    await close(true);
    throw fault;
  }
}

/** The base image of one run: a name that the engine has not seen, so that it must ask the registry. */
export async function publishBase({ registryPort }: World, number: number): Promise<void> {
  const name = `127.0.0.1:${registryPort}/base:${number}`;
  await must('docker', ['tag', 'busybox:1.36', name]);
  await until(20, () => must('docker', ['push', '--quiet', name]));
  await must('docker', ['rmi', name]);
}

/** A container that only this machine can ask. */
const serve = (name: string, port: number, what: readonly string[]): Promise<string> =>
  must('docker', ['run', '--detach', '--name', name, '--publish', `127.0.0.1::${port}`, ...what]);

async function portOf(container: string): Promise<number> {
  const said = await must('docker', ['port', container]);
  return Number(/127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
}

async function takeDown(file: string): Promise<void> {
  const { code, output } = await taskflow(['down', '-c', file]);
  if (code !== 0) throw new Error(output);
}
