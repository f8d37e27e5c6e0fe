/** What a single check says. Only `passed` is green; `weak` and `flaky` are green only where the configuration says so. */
export const checkVerdicts = [
  'passed',
  'failed',
  'flaky',
  'weak',
  'inconclusive',
  'reference-invalid',
  'skipped',
] as const;
export type CheckVerdict = (typeof checkVerdicts)[number];

/** What a whole pipeline says. `infrastructure`: the machine, the cluster or the reference failed, not the application. */
export const pipelineVerdicts = ['passed', 'failed', 'infrastructure', 'cancelled'] as const;
export type PipelineVerdict = (typeof pipelineVerdicts)[number];

export const exitCodes: Readonly<Record<PipelineVerdict, number>> = {
  passed: 0,
  failed: 1,
  infrastructure: 3,
  cancelled: 130,
};

/** Usage or configuration: nothing was started, so there is no verdict. */
export const usageExitCode = 2;

export interface GreenRules {
  readonly weak: boolean;
  readonly flaky: boolean;
}

export const strictRules: GreenRules = { weak: false, flaky: false };

/** The effect of one check on the pipeline: go on, stop as failed, or stop as infrastructure. */
export function effectOf(
  verdict: CheckVerdict,
  rules: GreenRules = strictRules,
): 'green' | 'failed' | 'infrastructure' {
  return effects[verdict](rules);
}

const effects: Readonly<Record<CheckVerdict, (rules: GreenRules) => 'green' | 'failed' | 'infrastructure'>> = {
  passed: () => 'green',
  skipped: () => 'green',
  failed: () => 'failed',
  weak: (rules) => (rules.weak ? 'green' : 'failed'),
  flaky: (rules) => (rules.flaky ? 'green' : 'failed'),
  inconclusive: () => 'infrastructure',
  'reference-invalid': () => 'infrastructure',
};
