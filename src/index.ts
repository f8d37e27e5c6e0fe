/** The public library: `docs/library.md` shows how it is used. */

export type { Config } from './config/config.ts';
export { type ConfigSources, type ParsedConfig, parseConfig } from './config/parse.ts';
export { type RunPipelineOptions, runPipeline } from './entry/library.ts';
export type { PipelineEvent } from './model/event.ts';
export { type Problem, renderProblem, UsageError } from './model/problem.ts';
export type { Report } from './model/report.ts';
export type { PipelinePorts } from './pipeline/context.ts';
export { explainPlan } from './plan/explain.ts';
export { makePlan, type Plan, type PlannedStage } from './plan/plan.ts';
