import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kitEnvironment } from '../offline/lib/site.ts';
import { countsText, planText, resultText, totalOf } from './suites/report.ts';
import { runAll } from './suites/run.ts';
import { preparations, suites } from './suites/table.ts';

/** `node scripts/suites.ts [--fast] [--list] [NAME...]`: runs the suites, prints planned and actual, ends with the counts. */
const { values, positionals } = parseArgs({
  options: { fast: { type: 'boolean' }, list: { type: 'boolean' } },
  allowPositionals: true,
});
const root = join(import.meta.dirname, '..');
const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
const chosen = suites.filter(
  ({ name, fast }) => (positionals.length === 0 || positionals.includes(name)) && (!values.fast || fast),
);

if (unknown.length > 0) {
  console.error(`no suite is called ${unknown.join(', ')}; there are: ${suites.map(({ name }) => name).join(', ')}`);
  process.exitCode = 2;
} else {
  console.log(planText(chosen, preparations));
  if (!values.list) {
    mkdirSync(join(root, 'reports'), { recursive: true });
    const rows = await runAll(chosen, { root, preparations, environment: kitEnvironment, say: console.log });
    const total = totalOf(rows, process.env.CI === 'true');
    console.log(`\n${resultText(rows, total)}`);
    writeFileSync(join(root, 'reports', 'total'), `${countsText(total)}\n`);
    process.exitCode = total.code;
  }
}
