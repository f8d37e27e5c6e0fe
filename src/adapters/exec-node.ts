import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { headTail } from '../lib/head-tail.ts';
import { lineSplitter } from '../lib/lines.ts';
import type { Command, Exec, ExecOptions, Outcome } from '../ports/exec.ts';
import type { Redactor } from '../ports/redact.ts';

/** How long a process group may take to end after SIGTERM before it is killed. */
const graceMs = 4000;
const defaultKeepBytes = 4 * 1024 * 1024;
/** The runner's command files and tokens are none of a child's business. */
const withheld = /^(GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)|ACTIONS_.*|INPUT_.*)$/;

type Ended = Outcome['ended'];

/** Runs real processes, each in a process group of its own, so that a cancellation reaches its children too. */
export function nodeExec(redactor: Redactor): Exec {
  return (command, options = {}) => run(command, options, redactor);
}

async function run(command: Command, options: ExecOptions, redactor: Redactor): Promise<Outcome> {
  const started = performance.now();
  const keep = command.keepBytes ?? defaultKeepBytes;
  const stdout = headTail(keep);
  const stderr = headTail(keep);
  const finish = (ended: Ended, exit: { code?: number | null; signal?: string | null } = {}): Outcome => ({
    command,
    ...(typeof exit.code === 'number' ? { exitCode: exit.code } : {}),
    ...(exit.signal ? { signal: exit.signal } : {}),
    ended,
    stdout: stdout.text(),
    stderr: stderr.text(),
    truncated: stdout.truncated() || stderr.truncated(),
    durationMs: performance.now() - started,
    failed: ended !== 'exited' || exit.code !== 0,
  });
  if (options.signal?.aborted) return finish('cancelled');

  const child = start(command);
  const stop = stopper(child, command.timeoutMs, options.signal);
  try {
    if (child.pid !== undefined) options.onSpawn?.(child.pid);
    const exit = await Promise.all([
      exitOf(child),
      drain(child.stdout, stdout.push, options, 'stdout', redactor),
      drain(child.stderr, stderr.push, { ...options, onStdout: undefined }, 'stderr', redactor),
      feed(child, command.stdin),
    ]);
    if (stop.reason() !== undefined) await endGroup(child);
    return finish(stop.reason() ?? (exit[0].signal ? 'killed' : 'exited'), exit[0]);
  } catch (error) {
    stderr.push(Buffer.from(String((error as Error).message)));
    return finish(stop.reason() ?? ((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'not-found' : 'not-started'));
  } finally {
    stop.clear();
  }
}

function start(command: Command): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !withheld.test(name));
  const env: Record<string, string | undefined> = { ...Object.fromEntries(inherited), ...command.env };
  return spawn(command.tool, command.args, {
    cwd: command.cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

/** Ends the process group on timeout or cancellation: first politely, then for good. The first cause is kept. */
function stopper(child: ChildProcess, timeoutMs: number | undefined, signal: AbortSignal | undefined) {
  let reason: Ended | undefined;
  let killer: NodeJS.Timeout | undefined;
  const stop = (why: Ended): void => {
    if (reason !== undefined) return;
    reason = why;
    // Not SIGINT: a shell makes its background children ignore that one.
    signalGroup(child, 'SIGTERM');
    killer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  };
  const onAbort = (): void => stop('cancelled');
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop('timed-out'), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    reason: () => reason,
    clear: (): void => {
      clearTimeout(timer);
      clearTimeout(killer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** True when somebody was there to get the signal. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch (error) {
    // ESRCH: it ended by itself in the meantime, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}

/** The leader has ended; its children get a moment more. Bounded, since a zombie that nobody reaps counts as a member. */
async function endGroup(child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 1000 && signalGroup(child, 0); waited += 20) await delay(20);
  signalGroup(child, 'SIGKILL');
}

function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // `exit`, not `close`: a daemon that keeps the pipes open must not keep us waiting. The pipes are closed soon after.
    child.once('exit', (code, signal) => {
      setTimeout(() => closePipes(child), 500).unref();
      resolve({ code, signal });
    });
  });
}

function closePipes(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
}

type Keep = (chunk: Uint8Array) => void;
type DrainOptions = Omit<ExecOptions, 'onStdout'> & { readonly onStdout?: ExecOptions['onStdout'] | undefined };

async function drain(
  stream: Readable | null,
  keep: Keep,
  options: DrainOptions,
  name: 'stdout' | 'stderr',
  redactor: Redactor,
): Promise<void> {
  if (!stream) return;
  const { onLine, onStdout } = options;
  const lines = onLine && lineSplitter((line) => onLine(redactor.text(line), name));
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (onStdout) await onStdout(chunk);
      else keep(chunk);
      lines?.push(chunk);
    }
  } catch (error) {
    // Destroyed by us after the exit; anything else is a real failure.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  lines?.end();
}

/** Writes stdin. A program that does not read it to the end decides its own exit code; that is not our error. */
async function feed(child: ChildProcess, input: Command['stdin']): Promise<void> {
  const { stdin } = child;
  if (input === undefined || !stdin) return;
  const source =
    input instanceof Readable ? input : Readable.from([typeof input === 'string' ? Buffer.from(input) : input]);
  await new Promise<void>((resolve, reject) => {
    stdin.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' ? resolve() : reject(error),
    );
    stdin.once('close', resolve);
    source.once('error', (error) => {
      stdin.destroy();
      reject(error);
    });
    source.pipe(stdin);
  });
}
