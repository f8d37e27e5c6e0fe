import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { mapLimited } from '../../src/evidence/map-limited.ts';
import { junitXml } from '../../src/report/junit-xml.ts';
import { type Bench, buildImage, startBench } from './bench.ts';
import { type FaultCase, titleOf } from './case.ts';
import { cases } from './cases/index.ts';
import { type Result, runCase } from './run-case.ts';

/**
 * The fault laboratory: brings every fault about for real, and wants the product to name it.
 * `node test/faults/run.ts [PATTERN…] [--list] [--width N] [--record DIR] [--junit FILE]`; PATTERN chooses cases by their title.
 */
const { values: flags, positionals } = parseArgs({
  options: {
    list: { type: 'boolean' },
    width: { type: 'string', default: '8' },
    record: { type: 'string' },
    junit: { type: 'string', default: 'reports/faults.xml' },
  },
  allowPositionals: true,
});
const chosen = cases.filter(
  (one) => positionals.length === 0 || positionals.some((pattern) => new RegExp(pattern).test(titleOf(one))),
);
const prefix = randomBytes(2).toString('hex');
const began = new Date();

if (flags.list) for (const one of chosen) console.log(titleOf(one));
else process.exitCode = conclude(await runAll());

/** Those that share a cluster run side by side, each in a namespace of its own; those that break one, one after the other. */
async function runAll(): Promise<readonly Result[]> {
  const where = (place: FaultCase['where']): readonly FaultCase[] => chosen.filter((one) => one.where === place);
  const alone = where('none');
  if (alone.length > 0) await buildImage();
  return [
    ...(await mapLimited(alone, 2, (one) => run(one))),
    ...(await onBench('shared', where(undefined), Number(flags.width))),
    ...(await onBench('own', where('own'), 1)),
  ];
}

async function onBench(kind: string, some: readonly FaultCase[], width: number): Promise<readonly Result[]> {
  if (some.length === 0) return [];
  const since = Date.now();
  const bench = await startBench(`faults-${kind}-${prefix}`);
  console.log(`the ${kind} cluster is ready (${seconds(Date.now() - since)})`);
  const remove = onSignals(bench);
  try {
    return await mapLimited(some, width, (one) => run(one, bench.name));
  } finally {
    await remove();
  }
}

/** A laboratory that is interrupted leaves no cluster behind. */
function onSignals(bench: Bench): () => Promise<void> {
  const stop = (): void => void bench.remove().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  return async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    await bench.remove();
  };
}

async function run(one: FaultCase, node?: string): Promise<Result> {
  const namespace = `fault-${prefix}-${cases.indexOf(one) + 1}`;
  const result = await runCase(one, { namespace, ...(node ? { node } : {}) });
  const { title, problems, ms, snapshot } = result;
  console.log(
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${title} (${seconds(ms)})${problems.map((line) => `\n     ${line}`).join('')}`,
  );
  if (flags.record && snapshot && problems.length === 0) record(flags.record, title, snapshot);
  return result;
}

function record(folder: string, title: string, snapshot: object): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${title.replace(/[^\w-]+/g, '_')}.json.gz`);
  writeFileSync(file, gzipSync(JSON.stringify(snapshot), { level: 9 }));
}

function conclude(results: readonly Result[]): number {
  const ms = Date.now() - began.getTime();
  const failed = results.filter(({ problems }) => problems.length > 0);
  const ids = new Set(chosen.map(({ id }) => id).filter((id) => id !== 'healthy'));
  console.log(
    `${results.length - failed.length} of ${results.length} cases as expected, ${ids.size} ids, ${seconds(ms)}`,
  );
  mkdirSync(join(flags.junit, '..'), { recursive: true });
  const all = results.map(({ title, problems, ms: took }) => ({
    name: title,
    ms: took,
    result: problems.length > 0 ? ('failure' as const) : ('passed' as const),
    message: problems.join('\n'),
  }));
  const suites = [{ name: 'faults', ms, cases: all }];
  writeFileSync(flags.junit, junitXml({ name: 'faults', ms, startedAt: began.toISOString(), suites }));
  return failed.length > 0 || results.length === 0 ? 1 : 0;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
