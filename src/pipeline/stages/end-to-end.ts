import { check } from '../../model/check.ts';
import type { CheckpointRun } from './checkpoint.ts';

/** Checkpoint "end to end": the documented behaviour, compared with production. */
export const checkEndToEnd: CheckpointRun = async (_, context, _signal, say) => {
  if (!context.config.contract) {
    say(check({ id: 'contract', title: 'Contract', verdict: 'skipped', detail: 'no contract is configured' }));
  }
};
