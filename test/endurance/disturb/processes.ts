import { setTimeout as wait } from 'node:timers/promises';
import type { Aim, Disturbance } from './table.ts';

const nothingToUndo = async (): Promise<void> => undefined;

/** As the platform does to a job that does not end, or a machine that lacks memory. */
export const killOurs: Disturbance['begin'] = async ({ processes }) => {
  const [ours] = processes();
  return ours && kill(ours.pid) ? nothingToUndo : undefined;
};

/** Tools live for a fraction of a second: it waits for the next one. */
export const killTool =
  (program: string): Disturbance['begin'] =>
  async (aim: Aim) => {
    while (!aim.over()) {
      const found = aim.processes().find((seen) => seen.program === program);
      if (found && kill(found.pid)) return nothingToUndo;
      await wait(10);
    }
    return undefined;
  };

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw fault;
  }
}
