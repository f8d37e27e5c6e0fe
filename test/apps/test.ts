/** The applications' own unit tests: `node test/apps/test.ts [system …]`; all of them by default. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { assemble } from './support/assemble.ts';
import { modulesFor, pythonFor } from './support/install.ts';
import { apps, llmMain, ownCache, SYSTEMS, type System } from './support/paths.ts';
import { run } from './support/run.ts';

const reports = resolve(process.env.APPS_REPORTS ?? 'reports/apps');

export function testSystem(system: System): void {
  testBackend(system);
  testFrontend(system);
}

function testBackend(system: System): void {
  const backend = assemble(system, 'backend', ownCache('test', system, 'backend'));
  const report = join(reports, `${system}-backend.xml`);
  run(pythonFor(backend), ['-m', 'pytest', '-q', `--junitxml=${report}`], {
    cwd: backend,
    env: { NODE: process.execPath, LLM_MAIN: llmMain, API_DOCUMENT: join(apps, 'taskflow', 'api.md') },
  });
}

function testFrontend(system: System): void {
  const frontend = assemble(system, 'frontend', ownCache('test', system, 'frontend'));
  modulesFor(frontend);
  run(process.execPath, [join(frontend, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit'], { cwd: frontend });
  const report = join(reports, `${system}-frontend.xml`);
  run(
    process.execPath,
    [
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stderr',
      '--test-reporter=junit',
      `--test-reporter-destination=${report}`,
      'test/*.test.ts',
    ],
    { cwd: frontend },
  );
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !SYSTEMS.some((system) => system === name));
  if (unknown.length > 0) throw new Error(`no such system: ${unknown.join(', ')}; there are ${SYSTEMS.join(', ')}`);
  mkdirSync(reports, { recursive: true });
  for (const system of SYSTEMS) if (wanted.length === 0 || wanted.includes(system)) testSystem(system);
}
