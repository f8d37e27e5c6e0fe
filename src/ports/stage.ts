import type { Emit } from '../model/event.ts';
import type { Clock } from './clock.ts';
import type { Exec } from './exec.ts';

/** What a stage may reach the world with. */
export interface StagePorts {
  readonly exec: Exec;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}
