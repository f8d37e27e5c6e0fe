import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Every temporary file of a run of tests, of the programs that they start too, goes to a place of its own … */
export function openPlace(): void {
  if (process.env.TASKFLOW_TEST_PLACE !== undefined) return;
  const place = mkdtempSync(join(tmpdir(), 'tf-tests-'));
  // As open as the usual one: some tests start programs as another user.
  chmodSync(place, 0o1777);
  process.env.TASKFLOW_TEST_PLACE = place;
  process.env.TMPDIR = place;
}

/** … so that what is left there when all is over was left by them: then the run fails, and says what it is. */
export function closePlace(): void {
  const { TASKFLOW_TEST_PLACE: place } = process.env;
  if (place === undefined) return;
  delete process.env.TASKFLOW_TEST_PLACE;
  delete process.env.TMPDIR;
  const left = readdirSync(place).filter((name) => !ofPrograms.test(name));
  rmSync(place, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`${left.length} temporary files were left behind: ${left.join(', ')}`);
}

/** What Node, Go, Chromium and Minikube keep there on purpose. */
const ofPrograms = /^(node-compile-cache|go-build|juju-|minikube|\.?org\.chromium)/;
