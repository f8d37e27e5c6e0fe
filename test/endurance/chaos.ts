import { parseArgs } from 'node:util';
import { openBook } from './book.ts';
import { disturbances } from './disturb/table.ts';
import { type ChaosEntry, disturb } from './disturbed.ts';
import { draw } from './draw.ts';
import { whole } from './run.ts';
import { tableOf } from './show.ts';
import { openWorld, type World } from './world.ts';

/** `node test/endurance/chaos.ts [--runs N] [--seed S] [--only K] [--keep]`: goes on where the book of that seed ends. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '20261121' },
    only: { type: 'string' },
    book: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const seed = Number(values.seed);
const book = openBook<ChaosEntry>(values.book ?? `reports/endurance/chaos-${seed}.jsonl`);
let stopped = false;
process.once('SIGINT', () => {
  stopped = true;
  console.log('the run at hand is finished, then it stops; the same command goes on');
});

const world = await openWorld();
try {
  console.log(`seed ${seed}; the first run makes the cluster and tells how long a run takes`);
  const usual = await usualMilliseconds(world);
  if (values.only === undefined) await campaign(Number(values.runs), usual);
  else {
    const entry = await disturb(world, draw(seed, Number(values.only)), usual);
    report(entry);
    if (entry.output) console.log(entry.output);
  }
} finally {
  await world.close(values.keep);
}
console.log(`\n${tableOf(book.entries(), disturbances)}`);
if (book.entries().some(({ problems }) => problems.length > 0)) process.exitCode = 1;

async function campaign(runs: number, usual: number): Promise<void> {
  for (let number = book.entries().length; number < runs && !stopped; number += 1) {
    const entry = await disturb(world, draw(seed, number), usual);
    book.add(entry);
    report(entry);
  }
}

async function usualMilliseconds(world: World): Promise<number> {
  for (const number of [900_000, 900_001]) {
    const { code, output, milliseconds } = await whole(world, 'good', number);
    if (code !== 0) throw new Error(`an undisturbed run is not green:\n${output}`);
    if (number === 900_001) return milliseconds;
  }
  throw new Error('unreachable');
}

function report({ number, disturbance, kind, at, seconds, hit, code, verdict, problems }: ChaosEntry): void {
  const drawn = `${String(number).padStart(3)} ${disturbance} at ${Math.round(at * 100)} % for ${seconds} s of a ${kind} run`;
  const outcome = hit ? `${verdict ?? 'no verdict'}, exit ${code ?? 'killed'}` : 'not hit';
  console.log(`${problems.length > 0 ? '✗' : '✓'} ${drawn}: ${outcome}`);
  for (const problem of problems) console.log(`      ${problem}`);
}
