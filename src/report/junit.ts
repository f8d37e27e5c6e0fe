import type { CheckResult } from '../model/check.ts';
import type { StageOutcome } from '../model/event.ts';
import type { CheckpointReport, Report, StageReport } from '../model/report.ts';
import { effectOf, type GreenRules, type PipelineVerdict } from '../model/verdict.ts';
import { checkText } from './check-text.ts';
import { type Case, junitXml } from './junit-xml.ts';
import { checkpointOfStage, rootCauses } from './select.ts';

/** `junit.xml`: a suite per checkpoint, and one of stages that ends with the verdict, so that no red run looks green. */
export function renderJunit(report: Report): string {
  const pipeline = {
    name: 'pipeline',
    ms: report.durationMs,
    cases: [...ownStages(report).map(stageCase), verdictCase(report)],
  };
  const checkpoints = report.checkpoints.map((checkpoint) => ({
    name: checkpoint.id,
    ms: checkpoint.durationMs,
    cases: checkpointCases(checkpoint, report.rules),
  }));
  return junitXml({
    name: report.name,
    ms: report.durationMs,
    startedAt: report.startedAt,
    suites: [pipeline, ...checkpoints],
  });
}

/** Checkpoints have suites of their own. */
function ownStages(report: Report): readonly StageReport[] {
  const ids = new Set(report.checkpoints.map(({ id }) => id));
  return report.stages.filter((stage) => !ids.has(checkpointOfStage(stage.id) ?? ''));
}

function stageCase(stage: StageReport): Case {
  return {
    name: stage.title,
    ms: stage.durationMs,
    result: stageResults[stage.outcome],
    message: stage.detail ?? stage.outcome,
    type: stage.outcome,
  };
}

const stageResults: Readonly<Record<StageOutcome, Case['result']>> = {
  passed: 'passed',
  failed: 'failure',
  infrastructure: 'error',
  skipped: 'skipped',
  cancelled: 'skipped',
};

const verdictResults: Readonly<Record<PipelineVerdict, Case['result']>> = {
  passed: 'passed',
  failed: 'failure',
  infrastructure: 'error',
  cancelled: 'error',
};

function verdictCase(report: Report): Case {
  const causes = rootCauses(report).map((fault) =>
    [
      `${fault.title} (${fault.object}) [${fault.id}, confidence ${fault.confidence}]`,
      ...fault.evidence.map((line) => `  evidence: ${line.text}${line.file === undefined ? '' : ` (${line.file})`}`),
      `  what to do: ${fault.remedy}`,
      `  reproduce: ${fault.reproduce}`,
    ].join('\n'),
  );
  return {
    name: 'verdict',
    ms: report.durationMs,
    result: verdictResults[report.verdict],
    message: [report.reason ?? report.verdict, ...causes].join('\n'),
    type: report.verdict,
  };
}

/** A checkpoint that was not reached has no checks: it counts as one that was skipped. */
function checkpointCases(checkpoint: CheckpointReport, rules: GreenRules): readonly Case[] {
  if (checkpoint.checks.length > 0) return checkpoint.checks.map((check) => checkCase(check, rules));
  const result = checkpoint.verdict === 'skipped' ? 'skipped' : resultOf(checkpoint.verdict, rules);
  const message = result === 'skipped' ? 'not reached' : `${checkpoint.verdict}, without a single check`;
  return [{ name: checkpoint.title, ms: checkpoint.durationMs, result, message, type: checkpoint.verdict }];
}

function checkCase(check: CheckResult, rules: GreenRules): Case {
  return {
    name: check.title,
    ms: check.durationMs ?? 0,
    result: check.verdict === 'skipped' ? 'skipped' : resultOf(check.verdict, rules),
    message: check.verdict === 'passed' ? check.detail : checkText(check),
    type: check.verdict,
    place: check.place,
  };
}

function resultOf(verdict: CheckResult['verdict'], rules: GreenRules): Case['result'] {
  return ({ green: 'passed', failed: 'failure', infrastructure: 'error' } as const)[effectOf(verdict, rules)];
}
