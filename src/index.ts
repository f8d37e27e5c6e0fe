/** The public library. */

export type { Config } from './config/config.ts';
export { parseConfig } from './config/parse.ts';
export type { PipelineEvent } from './model/event.ts';
export type { Report } from './model/report.ts';
export type { PipelinePorts, RunContext, RunSettings } from './pipeline/context.ts';
export { executePlan as runPipeline } from './pipeline/run.ts';
export type { Plan, PlannedStage } from './plan/plan.ts';
export { makePlan } from './plan/plan.ts';
