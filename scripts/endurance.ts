import { join } from 'node:path';
import { kitEnvironment } from '../offline/lib/site.ts';
import { resultText, totalOf } from './suites/report.ts';
import { runAll } from './suites/run.ts';
import type { Suite } from './suites/suite.ts';
import { preparations } from './suites/table.ts';

/** `node scripts/endurance.ts chaos|soak [FLAGS...]`: brings what a campaign needs, then runs it. */
const [campaign = '', ...flags] = process.argv.slice(2);
const titles: Readonly<Record<string, string>> = {
  chaos: 'runs that are disturbed at random moments',
  soak: 'many runs on one cluster',
};
const title = titles[campaign];

if (title === undefined) {
  console.error(`no campaign is called “${campaign}”; there are: ${Object.keys(titles).join(', ')}`);
  process.exitCode = 2;
} else {
  const suite: Suite = {
    name: campaign,
    title,
    minutes: 60,
    needs: ['engine', 'kit', 'images', 'libfaketime', 'dist'],
    command: [process.execPath, `test/endurance/${campaign}.ts`, ...flags],
    counting: 'exit',
  };
  const root = join(import.meta.dirname, '..');
  const rows = await runAll([suite], { root, preparations, environment: kitEnvironment, say: console.log });
  const total = totalOf(rows, false);
  console.log(`\n${resultText(rows, total)}`);
  process.exitCode = total.code;
}
