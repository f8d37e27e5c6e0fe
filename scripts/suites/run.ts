import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { countsOf } from './counts.ts';
import type { Need, Preparation, Row, Suite } from './suite.ts';

export interface Site {
  readonly root: string;
  readonly preparations: Readonly<Record<Need, Preparation>>;
  /** What a suite's process is given beside this process's environment; read again after each preparation. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  readonly say: (line: string) => void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** A suite whose needs cannot be brought is failed, not forgotten: the need's own row says why. */
export const runAll = async (suites: readonly Suite[], site: Site): Promise<readonly Row[]> => {
  const brought = new Map<Need, Row>();
  const rows: Row[] = [];
  let interrupted = false;
  const onSignal = (): void => {
    interrupted = true;
  };
  for (const signal of signals) process.on(signal, onSignal);
  for (const suite of suites) {
    if (interrupted) {
      rows.push(notRun(suite, 'the run was interrupted'));
      continue;
    }
    for (const need of suite.needs ?? []) {
      if (brought.has(need)) continue;
      const row = await bring(need, site);
      brought.set(need, row);
      rows.push(row);
    }
    const lacking = (suite.needs ?? []).find((need) => brought.get(need)?.counts);
    rows.push(lacking ? notRun(suite, `for want of "${lacking}"`) : await runSuite(suite, site));
  }
  for (const signal of signals) process.off(signal, onSignal);
  return rows;
};

const bring = async (need: Need, site: Site): Promise<Row> => {
  const { title, minutes, command } = site.preparations[need];
  site.say(`\n== ${need}: ${title}`);
  const { code, seconds } = await run({ command, cwd: site.root, limit: minutes.cold * 3 }, {});
  const row = { name: need, title, planned: seconds > 60 ? minutes.cold : minutes.warm, seconds };
  return code === 0 ? row : { ...row, counts: { passed: 0, failed: 1, skipped: [] } };
};

const notRun = ({ name, title, minutes }: Suite, why: string): Row => ({
  name,
  title,
  planned: minutes,
  seconds: 0,
  counts: { passed: 0, failed: 0, skipped: [`all of it: ${why}`] },
});

const runSuite = async (suite: Suite, site: Site): Promise<Row> => {
  site.say(`\n== ${suite.name}: ${suite.title}`);
  const results = suite.results ? join(site.root, suite.results) : undefined;
  if (results) rmSync(results, { recursive: true, force: true });
  const cwd = join(site.root, suite.folder ?? '.');
  const task = { command: suite.command, cwd, limit: Math.max(5, suite.minutes * 4), quiet: suite.counting === 'go' };
  const { code, stdout, seconds } = await run(task, await site.environment());
  const counts = countsOf(suite.counting, { name: suite.name, code, stdout, results: results ? read(results) : [] });
  if (task.quiet && counts.failed > 0) site.say(stdout);
  return { name: suite.name, title: suite.title, planned: suite.minutes, seconds, counts };
};

const read = (path: string): readonly string[] => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [readFileSync(path, 'utf8')];
  return readdirSync(path).flatMap((name) => read(join(path, name)));
};

interface Task {
  readonly command: readonly string[];
  readonly cwd: string;
  /** Minutes, after which it is ended. */
  readonly limit: number;
  readonly quiet?: boolean;
}

type Ended = { readonly code: number | string; readonly stdout: string; readonly seconds: number };

const run = ({ command, cwd, limit, quiet }: Task, env: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve) => {
    const [program = '', ...args] = command;
    const since = Date.now();
    let stdout = '';
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const end = (signal: NodeJS.Signals): void => {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, signal);
    };
    const onSignal = (signal: NodeJS.Signals): void => end(signal);
    for (const signal of signals) process.on(signal, onSignal);
    const timer = setTimeout(() => {
      console.error(`${program} has taken more than ${limit} minutes and is ended`);
      end('SIGKILL');
    }, limit * 60_000);
    const ended = (code: number | string): void => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, onSignal);
      resolve({ code, stdout, seconds: (Date.now() - since) / 1000 });
    };
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
      if (!quiet) process.stdout.write(chunk);
    });
    child.on('error', (fault) => {
      console.error(`${program} could not be started: ${fault.message}`);
      ended(fault.message);
    });
    child.on('close', (code, signal) => ended(code ?? signal ?? 'unknown'));
  });
