import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../src/model/report.ts';
import { until } from './shell.ts';

export const root = join(import.meta.dirname, '../../..');

/** One run of the command line from its sources, with temporary files and a cache of its own, so that they can be counted. */
export interface Job {
  readonly output: () => string;
  /** Resolves when the output has come to say it. */
  readonly says: (pattern: RegExp) => Promise<unknown>;
  readonly cancel: () => void;
  readonly exited: Promise<number | null>;
  readonly report: () => Report;
  /** Its processes that still run, and its temporary files that are still there. */
  readonly left: () => readonly string[];
}

export interface JobSettings {
  readonly document: object;
  readonly cache: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly command?: 'run' | 'down';
}

export function job({ document, cache, env = {}, command = 'run' }: JobSettings): Job {
  const folder = mkdtempSync(join(cache, 'job-'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const file = join(folder, 'pipeline.yml');
  writeFileSync(file, JSON.stringify(document));
  const out = command === 'run' ? ['--out', join(folder, 'report')] : [];
  const mark = `JOB_OF_TEST=${folder}`;
  const child = spawn(process.execPath, ['src/entry/cli.ts', command, '-c', file, ...out], {
    cwd: root,
    env: { ...process.env, XDG_CACHE_HOME: cache, TMPDIR: temporary, ...env, JOB_OF_TEST: folder },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    output: () => output,
    says: (pattern) =>
      until(90, async () => {
        if (!pattern.test(output)) throw new Error(`it does not say ${pattern}:\n${output}`);
      }),
    cancel: () => child.kill('SIGINT'),
    exited,
    report: () => JSON.parse(readFileSync(join(folder, 'report/report.json'), 'utf8')) as Report,
    left: () => [...processesWith(mark), ...readdirSync(temporary)],
  };
}

export const newCache = (): string => mkdtempSync(join(tmpdir(), 'clusters-test-'));

/** Every process inherits the mark, wherever its parent has gone. */
function processesWith(mark: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && readable(`/proc/${entry}/environ`).split('\0').includes(mark))
    .map((entry) => readable(`/proc/${entry}/cmdline`).replaceAll('\0', ' ').trim())
    .filter((line) => line !== '');
}

function readable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
