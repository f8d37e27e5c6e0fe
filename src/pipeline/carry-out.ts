import type { PipelineEvent } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import { sweepScratch } from '../tools/scratch.ts';
import { emptyState, type PipelinePorts, type RunSettings } from './context.ts';
import type { Prepared } from './prepare.ts';
import { recordTo } from './recorder.ts';
import { executePlan } from './run.ts';
import type { SecretValues } from './secrets.ts';

export interface CarryOut {
  readonly ports: PipelinePorts;
  readonly settings: RunSettings;
  readonly secrets: SecretValues;
  /** Sees every event, redacted, as it happens. */
  readonly show: (event: PipelineEvent) => void;
  readonly signal: AbortSignal;
}

/** A prepared run, from its first event to the report in its folder. */
export async function carryOut({ config, plan }: Prepared, how: CarryOut): Promise<Report> {
  const { ports, settings, secrets, show, signal } = how;
  await sweepScratch();
  const { emit, finish } = await recordTo(settings.out, ports, show);
  await executePlan({ config, plan, ports, settings, state: emptyState(), emit, secrets }, signal);
  return finish();
}
