import type { Fault } from '../model/fault.ts';
import type { RunContext } from './context.ts';
import type { StageFailure } from './stage.ts';

/** Collects evidence and names the cause. Everything found is said as an event; nothing here can change what happened. */
export async function explain(
  _context: RunContext,
  _failures: readonly StageFailure[],
  _signal: AbortSignal,
): Promise<readonly Fault[]> {
  return [];
}
