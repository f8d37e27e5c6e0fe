import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kitEnvironment } from '../offline/lib/site.ts';
import { machineText, versionsOf } from './bench/machine.ts';
import { measure } from './bench/measure.ts';
import type { Bench, Result, Row } from './bench/row.ts';
import { markdown, plotSvg, tableText } from './bench/show.ts';
import { rows } from './bench/table.ts';

/** `node scripts/bench.ts [--pairs N] [--list] [ROW...]`: measures, prints, and keeps the figures in `docs/benchmarks.*`. */
const { values, positionals } = parseArgs({
  options: { pairs: { type: 'string', default: '3' }, list: { type: 'boolean' } },
  allowPositionals: true,
});
const root = join(import.meta.dirname, '..');
const pairs = Number(values.pairs);
const unknown = positionals.filter((id) => !rows.some((row) => row.id === id));

if (unknown.length > 0 || !Number.isInteger(pairs) || pairs < 1) {
  console.error(
    unknown.length > 0
      ? `no row is called ${unknown.join(', ')}; there are: ${rows.map(({ id }) => id).join(', ')}`
      : `--pairs ${values.pairs} is no number of pairs; say --pairs 3`,
  );
  process.exitCode = 2;
} else {
  const chosen = rows.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
  for (const { id, title, minutes } of chosen)
    console.log(`  ${id.padEnd(28)}${title}, about ${Math.ceil(minutes * pairs)} min`);
  if (!values.list) await bench(chosen);
}

async function bench(chosen: readonly Row[]): Promise<void> {
  const environment = await kitEnvironment();
  const work = mkdtempSync(join(tmpdir(), 'taskflow-bench-'));
  const setting: Bench = { root, work, environment, say: console.log };
  const base = {
    date: new Date().toISOString().slice(0, 10),
    machine: machineText(),
    versions: await versionsOf(environment),
  };
  try {
    for (const row of chosen) {
      const { id, title, against, goal } = row;
      const figures = await measure(row, pairs, setting);
      keep({ id, title, ...(against !== undefined && { against }), goal, ...figures, ...base });
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.log(tableText(kept().filter(({ id }) => chosen.some((row) => row.id === id))));
}

/** Each row is kept as soon as it is there: an interruption loses the row at hand and no other. */
function keep(result: Result): void {
  const others = kept().filter(({ id }) => id !== result.id);
  const order = rows.map(({ id }) => id);
  const all = [...others, result].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  writeFileSync(join(root, 'docs/benchmarks.json'), `${JSON.stringify(all, null, 1)}\n`);
  writeFileSync(join(root, 'docs/images/benchmarks.svg'), plotSvg(all));
  writeFileSync(join(root, 'docs/benchmarks.md'), markdown(all, 'images/benchmarks.svg'));
}

function kept(): readonly Result[] {
  const file = join(root, 'docs/benchmarks.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : [];
}
