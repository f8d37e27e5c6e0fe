import { formatDuration } from '../../lib/duration.ts';
import type { CheckResult, Difference } from '../../model/check.ts';
import { differenceKinds, formatWhere, lexicalKinds } from '../compare/difference.ts';
import type { Finding, FindingState, Judgement } from '../compare/finding.ts';
import type { Step } from '../contract.ts';
import type { ReferenceSource } from '../run/context.ts';
import { showFinding } from './finding.ts';

/** What every report view needs to show a step's comparison: one line, what differs, and what to write about it. */
export type Shown = Pick<CheckResult, 'detail' | 'differences' | 'remedy'>;

/** More are counted, not kept: a list of a thousand elements would fill the report with one mistake. */
const most = 100;

const loudest: readonly FindingState[] = ['reference', 'fail', 'inconclusive', 'flaky', 'weak', 'warning'];

export function showJudgement(step: Step, judgement: Judgement, source: string): Shown {
  const { findings, counts } = judgement;
  const loud = loudest.flatMap((state) => findings.filter((one) => one.state === state).sort(byKind));
  const quiet = findings.filter(({ state }) => state === 'masked' || state === 'environment');
  const differences = [...loud.slice(0, most), ...quiet.slice(0, most)].flatMap((one) => showFinding(one) ?? []);
  const sum = `${counts.exact} exact · ${counts.masked} masked · ${counts.ruled} by rule · ${counts.ignored} ignored · ${counts.headers} headers`;
  const remedy = adviceFor(step, loud);
  return {
    detail: [...head(loud, differences), `${source}: ${sum}`].join('\n'),
    ...(loud.length > 0 && { differences }),
    ...(remedy !== undefined && { remedy }),
  };
}

/** What breaks a client first: the shape before the value, the value before the spelling. */
function byKind(a: Finding, b: Finding): number {
  const rank = ({ kind }: Finding): number => (kind === undefined ? -1 : differenceKinds.indexOf(kind));
  return rank(a) - rank(b);
}

function head(loud: readonly Finding[], [first]: readonly Difference[]): readonly string[] {
  if (!first || loud.length === 0) return [];
  const rest = loud.length > 1 ? `, and ${loud.length - 1} more` : '';
  const what = loud[0]?.kind === undefined && first.note !== undefined ? first.note : first.kind;
  return [`${what} at ${first.where}${rest}`];
}

/** What to write when a difference is meant to be: the shortest rule that says so. */
function adviceFor(step: Step, findings: readonly Finding[]): string | undefined {
  const [first] = findings.filter(
    ({ kind, state }) => kind !== undefined && (state === 'fail' || state === 'inconclusive'),
  );
  const { kind, where } = first ?? {};
  if (kind === undefined || where === undefined) return undefined;
  if (where.part === 'status')
    return `No rule excuses another status. If this one is intended, the reference has to give it first.`;
  if (lexicalKinds.includes(kind)) return `If this is intended: \`bytes: json\` in step “${step.id}”.`;
  const place = formatWhere(where.part === 'cookie' ? { part: 'cookie', name: where.name } : where);
  const absent = kind === 'missing' || kind === 'extra' || kind === 'header-set';
  const rule = `"${place}": { ${absent ? 'optional' : 'ignore'}: true, reason: "…" }`;
  return `If this is intended, add to \`compare\` of step “${step.id}”: \`${rule}\``;
}

export function showSource(source: ReferenceSource, now: number, answers: number): string {
  switch (source.kind) {
    case 'live':
      return `against the live reference (${answers} answers)`;
    case 'snapshot': {
      const age = formatDuration(Math.max(0, now - source.snapshot.recordedAt));
      return `against a snapshot, ${age} old${source.why ? ` (${source.why})` : ''}`;
    }
    case 'none':
      return `against ${source.shape ? 'the OpenAPI document and the contract' : "the contract's own words only"} (${source.why})`;
  }
}
