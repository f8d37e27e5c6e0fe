import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { explain, Failure } from './failure.ts';

export type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A file to read as standard input. */
  readonly stdin?: string;
  /** A file to write standard output to; otherwise it goes to the log. */
  readonly stdout?: string;
};

/** Resolves to the standard output (empty when it went to a file). */
export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<string>;

/** A runner whose commands all write to one log file. */
export const runnerInto =
  (log: string): Run =>
  async (command, args, options = {}) => {
    const sink = createWriteStream(log, { flags: 'a' });
    sink.write(`$ ${[command, ...args].join(' ')}\n`);
    try {
      const outcome = await spawned(command, args, { ...options, sink });
      if (outcome.code !== 0) throw failed(command, outcome, log);
      return outcome.stdout;
    } finally {
      await new Promise((done) => sink.end(done));
    }
  };

type Outcome = { readonly code: number | string; readonly stdout: string; readonly tail: string };

const spawned = (command: string, args: readonly string[], options: RunOptions & { readonly sink: WriteStream }) =>
  new Promise<Outcome>((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let tail = '';
    const keep = (chunk: Buffer) => {
      tail = (tail + chunk).slice(-8000);
      options.sink.write(chunk);
    };
    child.on('error', (error) => resolve({ code: error.message, stdout, tail: `${tail}${error.message}` }));
    child.stderr?.on('data', keep);
    if (options.stdin && child.stdin) {
      child.stdin.on('error', () => undefined); // a child that stops reading says why by its exit code
      createReadStream(options.stdin)
        .on('error', (error) => child.stdin?.destroy(error))
        .pipe(child.stdin);
    }
    const file = options.stdout ? createWriteStream(options.stdout) : undefined;
    if (file) child.stdout?.pipe(file);
    else
      child.stdout?.on('data', (chunk: Buffer) => {
        stdout = (stdout + chunk).slice(-4_000_000);
        keep(chunk);
      });
    let fileFault = '';
    file?.on('error', (error) => {
      fileFault = error.message;
      child.kill();
    });
    child.on('close', (code, signal) => {
      const end = () => resolve({ code: fileFault || (code ?? signal ?? 'unknown'), stdout, tail: tail + fileFault });
      if (file && !file.closed && !fileFault) file.on('close', end);
      else end();
    });
  });

const failed = (command: string, outcome: Outcome, log: string): Failure => {
  const why = explain(outcome.tail);
  const last = outcome.tail.trim().split('\n').slice(-4).join('\n    ');
  if (why)
    return new Failure(`${why.sentence} (${command})`, `${why.remedy}\n  It said:\n    ${last}\n  Whole log: ${log}`);
  return new Failure(`${command} failed (${outcome.code})`, `It said:\n    ${last}\n  Whole log: ${log}`);
};
