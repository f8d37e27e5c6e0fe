import type { CheckResult } from '../model/check.ts';
import type { CheckpointReport, Report } from '../model/report.ts';
import { type CheckVerdict, effectOf, type GreenRules } from '../model/verdict.ts';
import { plural } from '../report/text.ts';

/** What gets a check of its own on GitHub: a checkpoint, or one group of the contract's checks. */
export interface Gate {
  readonly name: string;
  readonly title: string;
  readonly outcome: GateOutcome;
  readonly checks: readonly CheckResult[];
  readonly startedAt: string;
  readonly completedAt: string;
}

/** `unreached`: the run ended before; nothing is known. */
export type GateOutcome = 'passed' | 'failed' | 'infrastructure' | 'skipped' | 'unreached';

/** The checkpoints in order, then the contract's groups. */
export function gatesOf(report: Report): readonly Gate[] {
  const checkpoints = report.checkpoints.map(
    (checkpoint): Gate => ({
      name: checkpoint.title,
      title: titleOf(checkpoint.checks),
      outcome: checkpoint.checks.length === 0 ? 'unreached' : outcomeOf([checkpoint.verdict], report.rules),
      checks: checkpoint.checks,
      ...timesOf(checkpoint, report),
    }),
  );
  return [...checkpoints, ...contractGroups(report)];
}

const groups: Readonly<Record<string, string>> = {
  step: 'requests',
  cors: 'CORS',
  latency: 'latency',
  routes: 'routes',
  ui: 'pages',
  cleanup: 'clean-up',
};

/** `contract.step.login` belongs to `requests`. */
function contractGroups(report: Report): readonly Gate[] {
  return report.checkpoints.flatMap((checkpoint) => {
    const checks = checkpoint.checks.filter(({ id }) => id.startsWith('contract.'));
    const byGroup = Map.groupBy(checks, ({ id }) => id.split('.')[1] ?? '');
    return [...byGroup].map(([group, members]): Gate => {
      return {
        name: `Contract: ${groups[group] ?? group}`,
        title: titleOf(members),
        outcome: outcomeOf(
          members.map(({ verdict }) => verdict),
          report.rules,
        ),
        checks: members,
        ...timesOf(checkpoint, report),
      };
    });
  });
}

function titleOf(checks: readonly CheckResult[]): string {
  if (checks.length === 0) return 'not reached';
  const passed = checks.filter(({ verdict }) => verdict === 'passed').length;
  return `${passed} of ${plural(checks.length, 'check')} passed`;
}

function outcomeOf(verdicts: readonly CheckVerdict[], rules: GreenRules): GateOutcome {
  if (verdicts.every((verdict) => verdict === 'skipped')) return 'skipped';
  const effects = verdicts.map((verdict) => effectOf(verdict, rules));
  return effects.includes('failed') ? 'failed' : effects.includes('infrastructure') ? 'infrastructure' : 'passed';
}

function timesOf(checkpoint: CheckpointReport, report: Report): Pick<Gate, 'startedAt' | 'completedAt'> {
  const start = Date.parse(report.startedAt) + checkpoint.startMs;
  const at = (ms: number): string => new Date(ms).toISOString();
  return { startedAt: at(start), completedAt: at(start + checkpoint.durationMs) };
}
