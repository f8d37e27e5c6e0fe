import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '../support/pipeline.ts';

/** `docs/getting-started.md` as a new user does it: its files, then its commands, line by line, in an empty folder. */
const minutes = 60_000;
const work = mkdtempSync(join(tmpdir(), 'getting-started-'));
const folder = join(work, 'hello');
const page = readFileSync(join(root, 'docs/getting-started.md'), 'utf8');

const files = [...page.matchAll(/`([\w.]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
  (match) => [match[1] ?? '', match[2] ?? ''] as const,
);
const lines = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap((match) => (match[1] ?? '').trim().split('\n'));

interface Ran {
  readonly line: string;
  readonly code: number | null;
  readonly output: string;
}

function bash(line: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const who = {
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    };
    // The page is for somebody at a desk, who has files that are not committed yet.
    const env = { ...process.env, ...who, CI: '', PATH: `${join(work, 'bin')}:${process.env.PATH}` };
    const child = spawn('bash', ['-c', line], { cwd: folder, env });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ line, code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

beforeAll(() => {
  mkdirSync(join(work, 'bin'));
  mkdirSync(folder);
  const program = join(work, 'bin/taskflow-k8s');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist/cli/index.js')}' "$@"\n`);
  chmodSync(program, 0o755);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
});

afterAll(async () => {
  const down = await bash('taskflow-k8s down');
  rmSync(work, { recursive: true, force: true });
  if (down.code !== 0) throw new Error(down.output);
}, 3 * minutes);

test(
  'every line of the page does what it says, in less than ten minutes',
  async () => {
    expect(files.map(([name]) => name)).toEqual(['server.py', 'Dockerfile']);
    expect(lines.filter((line) => line === 'taskflow-k8s run')).toHaveLength(3);
    const started = Date.now();
    let runs = 0;
    // There is nobody to push to.
    for (const line of lines.filter((one) => one !== 'git push')) {
      const ran = await bash(line);
      const second = line === 'taskflow-k8s run' && ++runs === 2;
      expect(ran).toMatchObject({ code: second ? 1 : 0 });
      if (second) expect(ran.output).toContain('oss');
    }
    expect(Date.now() - started).toBeLessThan(10 * minutes);
    expect((await bash('git status --porcelain')).output).toBe('');
  },
  20 * minutes,
);
