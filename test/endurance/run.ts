import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { commandOf, type Started, startTaskflow } from '../e2e/releases/processes.ts';
import { reportIn } from '../e2e/support/pipeline.ts';
import type { Seen } from './disturb/table.ts';
import type { Kind } from './draw.ts';
import { pipelineOf } from './pipeline.ts';
import { library, publishBase, type World } from './world.ts';

export interface Running extends Started {
  readonly processes: () => readonly Seen[];
  readonly over: () => boolean;
}

export interface Ended {
  readonly code: number | null;
  readonly verdict: string | undefined;
  readonly output: string;
  readonly milliseconds: number;
}

/** One run of the built command line; its report and its temporary files go to the small file system. */
export async function start(world: World, kind: Kind, number: number, faked = false): Promise<Running> {
  const report = join(world.small, 'report');
  rmSync(report, { recursive: true, force: true });
  mkdirSync(join(world.small, 'tmp'), { recursive: true });
  await publishBase(world, number);
  const file = join(world.work, 'pipeline.json');
  writeFileSync(file, JSON.stringify(pipelineOf(kind, number, world)));
  const clock = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: world.clock,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const env = { TMPDIR: join(world.small, 'tmp'), ...(faked ? clock : {}) };
  const started = startTaskflow(['run', '-c', file, '--out', report, '--timeout', '6m'], env);
  let over = false;
  started.exited.finally(() => {
    over = true;
  });
  const processes = (): Seen[] => started.pids().map((pid) => ({ pid, program: programOf(commandOf(pid)) }));
  return { ...started, processes, over: () => over };
}

export async function end(world: World, running: Running, since: number): Promise<Ended> {
  const code = await running.exited;
  return { code, verdict: verdictIn(world), output: running.output(), milliseconds: Date.now() - since };
}

export async function whole(world: World, kind: Kind, number: number): Promise<Ended> {
  const since = Date.now();
  return end(world, await start(world, kind, number), since);
}

/** Processes that a killed run has left may take the seconds that the product promises to end. */
export async function settled(started: Started, seconds: number): Promise<readonly string[]> {
  for (const until = Date.now() + seconds * 1000; Date.now() < until && started.alive().length > 0; ) await wait(100);
  return started.alive();
}

function verdictIn(world: World): string | undefined {
  const folder = join(world.small, 'report');
  if (!existsSync(join(folder, 'report.json'))) return undefined;
  try {
    return reportIn(folder).verdict;
  } catch {
    return undefined; // cut off where the file system was full: as good as none
  }
}

const programOf = (command: string): string => basename(command.split(' ')[0] ?? '');
