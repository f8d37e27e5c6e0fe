/** The applications' own unit tests: `node test/apps/test.ts [system …]`; all of them by default. Ends with the counts. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { assemble } from './support/assemble.ts';
import { modulesFor, pythonFor } from './support/install.ts';
import { apps, llmMain, ownCache, SYSTEMS, type System } from './support/paths.ts';
import { run } from './support/run.ts';

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

const reports = resolve('reports', 'apps');

function testBackend(system: System, report: string): void {
  const backend = assemble(system, 'backend', ownCache('test', system, 'backend'));
  run(pythonFor(backend), ['-m', 'pytest', '-q', `--junitxml=${report}`], {
    cwd: backend,
    env: { NODE: process.execPath, LLM_MAIN: llmMain, API_DOCUMENT: join(apps, 'taskflow', 'api.md') },
  });
}

function testFrontend(system: System, report: string): void {
  const frontend = assemble(system, 'frontend', ownCache('test', system, 'frontend'));
  modulesFor(frontend);
  run(process.execPath, [join(frontend, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit'], { cwd: frontend });
  const destinations = ['spec', 'stderr', 'junit', report];
  const flags = destinations.map((name, index) => `--test-reporter${index % 2 === 0 ? '' : '-destination'}=${name}`);
  run(process.execPath, ['--test', ...flags, 'test/*.test.ts'], { cwd: frontend });
}

/** What the runner wrote; what it could not even write is one failure. */
function counted(name: string, test: (report: string) => void): Counts {
  const report = join(reports, `${name}.xml`);
  rmSync(report, { force: true });
  try {
    console.error(`\n== ${name}`);
    test(report);
  } catch (error) {
    console.error(String(error));
    const counts = read(report);
    return { ...counts, failed: Math.max(1, counts.failed) };
  }
  return read(report);
}

function read(report: string): Counts {
  const source = existsSync(report) ? readFileSync(report, 'utf8') : '';
  const count = (tag: RegExp) => source.match(tag)?.length ?? 0;
  const [failed, skipped] = [count(/<(?:failure|error)[ >]/g), count(/<skipped/g)];
  return { passed: count(/<testcase /g) - failed - skipped, failed, skipped };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SYSTEMS.some((system) => system === name));
if (unknown.length > 0) throw new Error(`no such system: ${unknown.join(', ')}; there are ${SYSTEMS.join(', ')}`);
mkdirSync(reports, { recursive: true });
const all = SYSTEMS.filter((system) => wanted.length === 0 || wanted.includes(system)).flatMap((system) => [
  counted(`${system}-backend`, (report) => testBackend(system, report)),
  counted(`${system}-frontend`, (report) => testFrontend(system, report)),
]);
const sum = (key: keyof Counts) => all.reduce((total, counts) => total + counts[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
