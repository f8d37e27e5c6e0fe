import { join } from 'node:path';
import { planOf } from '../test/e2e/support/pipeline.ts';
import { bringMachine } from './demo/machine.ts';
import { bringOutside, type Outside } from './demo/outside.ts';
import { program, type Running, root, step, stopped } from './demo/program.ts';

/** `make demo`: TaskFlow on a real cluster by the built command line, held against a production that is thrown away. */
const file = 'test/e2e/taskflow/pipeline.yml';
const out = 'reports/demo';

const demo = async (): Promise<void> => {
  const { nodeAddress } = await planOf(file, { ANTHROPIC_BASE_URL: 'http://known.later' });
  const pages = `http://${nodeAddress}:30300`;
  await program('scripts/suites/package', ['postgresql']);
  await program('scripts/suites/package', ['chromium']);
  await program(process.execPath, ['test/apps/prepare.ts']);
  const [machine, outside] = await Promise.allSettled([
    bringMachine(),
    bringOutside({ gateway: nodeAddress.replace(/\d+$/, '1'), pages }),
  ]);
  try {
    const { env } = fulfilled(machine);
    const { production, env: needed } = fulfilled(outside);
    await deploy({ ...env, ...needed }, { production, pages });
  } finally {
    if (outside.status === 'fulfilled') await outside.value.stop();
  }
  step(
    'cleaned up: cluster, database, language model and production are gone; images and caches stay for the next time',
  );
};

type Sites = { readonly production: Outside['production']; readonly pages: string };

const deploy = async (env: Readonly<Record<string, string>>, { production, pages }: Sites): Promise<void> => {
  step(`deploying TaskFlow as ${file} says, and holding it against production`);
  const keep = process.env.KEEP === '1';
  const reference = [
    '--reference-api',
    production.api,
    '--reference-web',
    production.web,
    '--reference-mode',
    'live-rw',
  ];
  const args = ['run', '-c', file, '--out', out, '--keep', String(keep), ...reference];
  try {
    await cli(args, { env, failure: 'TaskFlow was not deployed' });
    step(`TaskFlow ${keep ? 'answers' : 'answered'} at ${pages}; what was proved: ${join(root, out, 'index.html')}`);
    if (keep) await untilStopped();
  } finally {
    if (keep) await cli(['down', '-c', file], { env, failure: 'the cluster was not deleted', always: true });
  }
};

const untilStopped = (): Promise<unknown> => {
  console.log('    Ctrl-C cleans up.');
  return new Promise((next) => stopped.addEventListener('abort', next, { once: true }));
};

const cli = (args: readonly string[], running: Running): Promise<void> =>
  program(process.execPath, ['dist/cli/index.js', ...args], running);

const fulfilled = <T>(settled: PromiseSettledResult<T>): T => {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
};

try {
  await demo();
} catch (fault) {
  console.error(`demo: ${fault instanceof Error ? fault.message : fault}`);
  process.exitCode = 1;
}
