import { parseArgs } from 'node:util';
import { openBook } from './book.ts';
import { goOn } from './campaign.ts';
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
const world = await openWorld();
try {
  console.log(`seed ${seed}; the first run makes the cluster and tells how long a run takes`);
  const usual = await usualMilliseconds(world);
  const once = async (number: number): Promise<ChaosEntry> => {
    const entry = await disturb(world, draw(seed, number), usual);
    report(entry);
    return entry;
  };
  if (values.only === undefined) await goOn(book, Number(values.runs), once);
  else console.log((await once(Number(values.only))).output ?? '');
} finally {
  await world.close(values.keep);
}
console.log(`\n${tableOf(book.entries(), disturbances)}`);
if (book.entries().some(({ problems }) => problems.length > 0)) process.exitCode = 1;

/** The first run makes the cluster and is no measure. */
async function usualMilliseconds(world: World): Promise<number> {
  await green(world, 900_000);
  return green(world, 900_001);
}

async function green(world: World, number: number): Promise<number> {
  const { code, output, milliseconds } = await whole(world, 'good', number);
  if (code !== 0) throw new Error(`an undisturbed run is not green:\n${output}`);
  return milliseconds;
}

function report({ number, disturbance, kind, at, seconds, hit, code, verdict, problems }: ChaosEntry): void {
  const drawn = `${String(number).padStart(3)} ${disturbance} at ${Math.round(at * 100)} % for ${seconds} s of a ${kind} run`;
  const outcome = hit ? `${verdict ?? 'no verdict'}, exit ${code ?? 'killed'}` : 'not hit';
  console.log(`${problems.length > 0 ? '✗' : '✓'} ${drawn}: ${outcome}`);
  for (const problem of problems) console.log(`      ${problem}`);
}
