import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import type { Command } from '../../src/ports/exec.ts';
import { temporaryFolder } from '../support/temporary.ts';

const redactor = { text: (text: string) => text.replaceAll('hunter2', '***'), add: () => undefined };
const exec = nodeExec(redactor);
const sh = (script: string, more: Partial<Command> = {}): Command => ({ tool: 'sh', args: ['-c', script], ...more });

test('success and failure have the same fields', async () => {
  const good = await exec(sh('echo out; echo err >&2'));
  const bad = await exec(sh('echo out; exit 3'));
  expect(good).toMatchObject({
    exitCode: 0,
    ended: 'exited',
    failed: false,
    stdout: 'out\n',
    stderr: 'err\n',
    truncated: false,
  });
  expect(bad).toMatchObject({ exitCode: 3, ended: 'exited', failed: true, stdout: 'out\n' });
  expect(Object.keys(good)).toEqual(Object.keys(bad));
});

test('a missing program is an outcome, not an exception', async () => {
  expect(await exec({ tool: 'no-such-program', args: [] })).toMatchObject({ ended: 'not-found', failed: true });
});

test('a last line without a newline is seen, and lines are redacted', async () => {
  const lines: string[] = [];
  await exec(sh('printf "a\\nhunter2"'), { onLine: (line) => lines.push(line) });
  expect(lines).toEqual(['a', '***']);
});

test('timeout and cancellation end the whole process group, children included', async () => {
  const dir = temporaryFolder('exec');
  const script = `sh -c 'trap "touch ${dir}/child-ended; exit" TERM; while :; do sleep 0.05; done' & wait`;
  expect(await exec(sh(script, { timeoutMs: 400 }))).toMatchObject({ ended: 'timed-out', failed: true });
  await until(() => existsSync(join(dir, 'child-ended')));

  const controller = new AbortController();
  const running = exec(sh('sleep 60 & sleep 60'), {
    signal: controller.signal,
    onSpawn: () => setTimeout(() => controller.abort(), 100),
  });
  expect(await running).toMatchObject({ ended: 'cancelled', failed: true });
});

test('a group that ignores SIGTERM is killed', async () => {
  const outcome = await exec(sh('trap "" TERM; while :; do sleep 0.05; done', { timeoutMs: 100 }));
  expect(outcome).toMatchObject({ ended: 'timed-out', signal: 'SIGKILL' });
}, 20_000);

test('an already aborted signal starts nothing', async () => {
  let spawned = false;
  const outcome = await exec(sh('true'), { signal: AbortSignal.abort(), onSpawn: () => (spawned = true) });
  expect(outcome.ended).toBe('cancelled');
  expect(spawned).toBe(false);
});

test('output beyond the limit keeps head and tail', async () => {
  const outcome = await exec(
    sh('echo first; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo last', { keepBytes: 4000 }),
  );
  expect(outcome.truncated).toBe(true);
  expect(outcome.stdout.length).toBeLessThan(4100);
  expect(outcome.stdout).toMatch(/^first\n[\s\S]* bytes left out [\s\S]*last\n$/);
});

test('stdin arrives from text, bytes and streams, and a program that does not read it is no error', async () => {
  expect((await exec({ tool: 'cat', args: [], stdin: 'ä' })).stdout).toBe('ä');
  expect(
    (await exec({ tool: 'cat', args: [], stdin: Readable.from([Buffer.from('a'), Buffer.from('b')]) })).stdout,
  ).toBe('ab');
  expect(await exec({ tool: 'true', args: [], stdin: Buffer.alloc(1_000_000) })).toMatchObject({ exitCode: 0 });
});

test('onStdout gets the raw bytes with backpressure, and nothing is kept', async () => {
  let bytes = 0;
  const outcome = await exec(sh('head -c 1000000 /dev/zero'), {
    onStdout: async (chunk) => {
      bytes += chunk.length;
      await Promise.resolve();
    },
  });
  expect(bytes).toBe(1_000_000);
  expect(outcome.stdout).toBe('');
});

test('a daemon that keeps the pipes open does not keep the call waiting', async () => {
  const started = performance.now();
  const outcome = await exec(sh('sleep 30 & echo started'));
  expect(outcome).toMatchObject({ exitCode: 0, stdout: 'started\n' });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('the runner’s command files are withheld from children', async () => {
  process.env.GITHUB_OUTPUT = '/tmp/x';
  process.env.ACTIONS_RUNTIME_TOKEN = 't';
  try {
    expect((await exec(sh('env'))).stdout).not.toMatch(/GITHUB_OUTPUT|ACTIONS_RUNTIME_TOKEN/);
  } finally {
    delete process.env.GITHUB_OUTPUT;
    delete process.env.ACTIONS_RUNTIME_TOKEN;
  }
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(condition()).toBe(true);
}
