import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { askIfThere } from '../e2e/support/opinion.ts';

/** The tests on a cluster ask an assistant where there is one. Here it is there, absent, and without an answer. */
const path = process.env.PATH;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assistant-'));
  process.env.PATH = `${folder}${delimiter}/usr/bin${delimiter}/bin`;
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

const install = (name: string, script: string): void => {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
};
const ask = (helper: 'kubectl-ai' | 'kagent'): Promise<string> =>
  askIfThere({ helper, question: 'show me pod status', kubeconfig: '/k', namespace: 'todo' });

test('one that is installed is asked, with the cluster’s kubeconfig', async () => {
  install('kubectl-ai', 'echo "$KUBECONFIG|$*"');
  expect(await ask('kubectl-ai')).toBe('said: /k|--quiet show me pod status');
});

test('one that is not there, or has no model to ask, leaves the answer to the plain commands', async () => {
  expect(await ask('kubectl-ai')).toBe('is not installed here; the plain commands answer');
  install('kagent', 'echo no key >&2; exit 3');
  expect(await ask('kagent')).toBe('could not answer (exit 3: no key); the plain commands do');
});
