import { setTimeout as wait } from 'node:timers/promises';
import { type Disturbance, disturbances } from './disturb/table.ts';
import type { Drawn } from './draw.ts';
import { namesLeft } from './footprint.ts';
import { judge } from './judge.ts';
import { end, type Running, settled, start, whole } from './run.ts';
import type { World } from './world.ts';

export interface ChaosEntry extends Drawn {
  /** False: what was aimed at was not there before the run was over. Such a run counts for nothing. */
  readonly hit: boolean;
  readonly code: number | null;
  readonly verdict: string | undefined;
  readonly problems: readonly string[];
  /** The end of what it said, where something is wrong. */
  readonly output?: string;
}

/** One disturbed run, the run after it, and a look at what is left. */
export async function disturb(world: World, drawn: Drawn, usualMs: number): Promise<ChaosEntry> {
  const disturbance = disturbances.find(({ id }) => id === drawn.disturbance) as Disturbance;
  const before = new Set(await namesLeft(world));
  const since = Date.now();
  const running = await start(world, drawn.kind, drawn.number, drawn.disturbance === 'clock');
  const hit = await during(world, running, { ...drawn, disturbance }, usualMs);
  const ended = await end(world, running, since);
  const next = await whole(world, 'good', drawn.number + 100_000);
  const alive = await settled(running, 10);
  const left = [...alive, ...(await namesLeft(world)).filter((name) => !before.has(name))];
  await running.killAll();
  const { code, verdict, output } = ended;
  const observed = { code, verdict, output, nextCode: next.code, nextOutput: next.output, left };
  const problems = judge(drawn.kind, observed, disturbance.fatal === true);
  const said = problems.length > 0 ? { output: output.slice(-6000) } : {};
  return { ...drawn, hit, code, verdict, problems, ...said };
}

interface Plan {
  readonly disturbance: Disturbance;
  readonly at: number;
  readonly seconds: number;
}

/** Whatever happens, what was disturbed is put right again. */
async function during(world: World, running: Running, plan: Plan, usualMs: number): Promise<boolean> {
  await Promise.race([wait(plan.at * usualMs), running.exited]);
  if (running.over()) return false;
  const { processes, over } = running;
  const undo = await plan.disturbance.begin({ world, seconds: plan.seconds, processes, over });
  if (!undo) return false;
  await Promise.race([wait(plan.seconds * 1000), running.exited]);
  await undo();
  return true;
}
