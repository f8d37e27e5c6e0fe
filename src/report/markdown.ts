import { formatDuration } from '../lib/duration.ts';
import type { CheckResult, Difference } from '../model/check.ts';
import type { Fault } from '../model/fault.ts';
import type { Report } from '../model/report.ts';
import { block, code, details, inline, table } from './markdown-text.ts';
import { type PlacedCheck, redChecks, rootCauses } from './select.ts';
import { plural, utf8Bytes } from './text.ts';
import { headline, rollbackLine, signOf } from './words.ts';

/** GitHub drops a summary of more than 1 MiB as a whole; this leaves room for what others append. */
export const summaryBudget = 900_000;

/** The job summary: the most important first, so that the budget cuts the least important. */
export function renderMarkdown(report: Report, budget = summaryBudget): string {
  const sections = [
    `## ${icons[report.verdict]} ${inline(headline(report))}`,
    ...causes(report),
    rollbackLine(report) ?? '',
    checkpointTable(report),
    ...moreSections(report),
  ];
  return withinBudget(sections.filter(Boolean), budget);
}

/** The part that a comment has room for: what happened, why, and how far it came. */
export function renderBrief(report: Report, budget: number): string {
  const sections = [
    `### ${icons[report.verdict]} ${inline(headline(report))}`,
    ...causes(report),
    rollbackLine(report) ?? '',
    checkpointTable(report),
    contractLine(report),
  ];
  return withinBudget(sections.filter(Boolean), budget);
}

const icons = { passed: '✅', failed: '❌', infrastructure: '⚠️', cancelled: '⏹️' } as const;

function causes(report: Report): readonly string[] {
  const roots = rootCauses(report);
  if (roots.length === 0) return report.reason === undefined ? [] : [inline(report.reason, 1000)];
  return roots.map((root, index) => causeSection(root, index > 0));
}

function causeSection(root: Fault, further: boolean): string {
  const blame = root.infrastructure ? ' This is not a fault of the application.' : '';
  const sure = { high: '', medium: ' (probable)', low: ' (a guess from the log text)' }[root.confidence];
  return [
    `**${further ? 'Also broken, independently: ' : ''}${inline(root.title)}**${sure}: ${code(root.object)}.${blame}`,
    ...root.evidence.slice(0, 5).map((line) => block(line.text, 2000)),
    `**What to do:** ${inline(root.remedy, 1500)}`,
    ...(root.reproduce === '' ? [] : ['See it yourself:', block(root.reproduce, 1000)]),
  ].join('\n\n');
}

function checkpointTable(report: Report): string {
  if (report.checkpoints.length === 0) return '';
  const rows = report.checkpoints.map((checkpoint, index) => {
    const sign = signOf(checkpoint.verdict);
    const passed = checkpoint.checks.filter((check) => check.verdict === 'passed').length;
    return [
      `${index + 1}`,
      inline(checkpoint.title),
      `${sign.mark} ${sign.word}`,
      checkpoint.checks.length === 0 ? 'not reached' : `${passed} of ${checkpoint.checks.length}`,
      formatDuration(checkpoint.durationMs),
    ];
  });
  return table(['', 'Checkpoint', 'Verdict', 'Checks passed', 'Time'], rows);
}

function moreSections(report: Report): readonly string[] {
  const consequences = report.faults.filter((fault) => !fault.root);
  return [
    ...redChecks(report).map(checkSection),
    ...(consequences.length === 0
      ? []
      : [
          details(
            plural(consequences.length, 'consequence'),
            consequences.map((fault) => `- ${inline(fault.title)}: ${code(fault.object)}`).join('\n'),
          ),
        ]),
    contractLine(report),
    ...report.notes.map((note) => `${note.level === 'error' ? '❌' : '⚠️'} ${inline(note.text, 1000)}`),
    details(`Stages, ${formatDuration(report.durationMs)} in all`, stageTable(report)),
    environment(report),
  ];
}

function checkSection({ checkpoint, check }: PlacedCheck): string {
  const sign = signOf(check.verdict);
  const body = [
    block(check.detail),
    ...differences(check),
    ...(check.remedy === undefined ? [] : [inline(check.remedy, 1000)]),
    ...(check.reproduce === undefined ? [] : [block(check.reproduce, 2000)]),
  ];
  return details(`${sign.mark} ${inline(checkpoint.id)}: ${inline(check.title)} (${sign.word})`, body.join('\n\n'));
}

/** At most ten, the rest counted: nobody reads more in a summary. */
function differences(check: CheckResult): readonly string[] {
  const shown = (check.differences ?? []).filter((difference) => difference.effect !== 'masked');
  if (shown.length === 0) return [];
  const row = (one: Difference): readonly string[] => [
    code(one.where),
    inline(one.kind),
    code(one.expected),
    code(one.actual),
  ];
  const rest = shown.length > 10 ? [`… and ${shown.length - 10} more, in the report.`] : [];
  return [table(['Where', 'Kind', 'Expected', 'Found'], shown.slice(0, 10).map(row)), ...rest];
}

function contractLine({ contract }: Report): string {
  if (contract === undefined) return '';
  const cleaned =
    contract.cleaned === undefined ? '' : `, cleaned up ${contract.cleaned.done} of ${contract.cleaned.of}`;
  return `**Contract:** ${contract.passed} of ${plural(contract.steps, 'step')} as the reference (${inline(contract.reference.mode)}), ${contract.failed} not, ${contract.other} undecided${cleaned}.`;
}

function stageTable(report: Report): string {
  return table(
    ['Stage', 'Outcome', 'Started after', 'Time'],
    report.stages.map((stage) => [
      inline(stage.title),
      `${signOf(stage.outcome).mark} ${signOf(stage.outcome).word}`,
      formatDuration(stage.startMs),
      formatDuration(stage.durationMs),
    ]),
  );
}

function environment(report: Report): string {
  const rows = Object.entries(report.environment).map(([key, value]) => [inline(key), code(value)]);
  return rows.length === 0 ? '' : details('Environment', table(['', ''], rows));
}

function withinBudget(sections: readonly string[], budget: number): string {
  const kept: string[] = [];
  let used = 200;
  for (const section of sections) {
    const size = utf8Bytes(section) + 2;
    if (used + size > budget) break;
    used += size;
    kept.push(section);
  }
  const left = sections.length - kept.length;
  if (left > 0) kept.push(`_${plural(left, 'further section')} did not fit here: see the report._`);
  return `${kept.join('\n\n')}\n`;
}
