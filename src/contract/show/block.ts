import { formatDuration } from '../../lib/duration.ts';
import { formatWhere } from '../compare/difference.ts';
import type { Finding, FindingState, Judgement } from '../compare/finding.ts';
import type { Step } from '../contract.ts';
import type { ReferenceSource } from '../run/context.ts';
import { showSpelling, showToken } from './token.ts';

const most = 10;

const marks: Readonly<Record<FindingState, string>> = {
  fail: '✗',
  reference: '✗',
  flaky: '≈',
  inconclusive: '?',
  weak: '○',
  warning: '⚠',
  masked: '~',
  ruled: '·',
  ignored: '–',
  environment: '–',
};

const loud: readonly FindingState[] = ['fail', 'reference', 'flaky', 'inconclusive', 'weak', 'warning'];

/** What a person reads about one step: what differs and how, in words that can be pasted into the contract. */
export function showJudgement(step: Step, judgement: Judgement, source: string): string {
  const { findings, counts } = judgement;
  const sorted = loud.flatMap((state) => findings.filter((one) => one.state === state));
  const shown = sorted.slice(0, most).map(findingLine);
  const rest = sorted.length > most ? [`… and ${sorted.length - most} more differences`] : [];
  const quiet = findings
    .filter(({ state }) => ['masked', 'environment'].includes(state))
    .slice(0, most)
    .map(findingLine);
  const sum = `${counts.exact} exact · ${counts.masked} masked · ${counts.ruled} by rule · ${counts.ignored} ignored · ${counts.headers} headers`;
  return [...shown, ...rest, ...(sorted.length > 0 ? quiet : []), `${source}: ${sum}`, ...advice(step, sorted)].join(
    '\n',
  );
}

function findingLine(finding: Finding): string {
  const { state, where, kind, note } = finding;
  const head = [marks[state], formatWhere(where), kind ?? ''].filter(Boolean).join('  ');
  return [head, values(finding), note ? `[${note}]` : ''].filter(Boolean).join('  ');
}

function values({ kind, expected, actual, state }: Finding): string {
  if (state === 'masked' || state === 'environment') return '';
  if (kind === 'string-escape' && expected?.kind === 'string') {
    return `expected: ${showSpelling(expected)}  actual: ${showSpelling(actual)}`;
  }
  if (kind === 'whitespace' || kind === 'key-order' || kind === 'string-escape') return '';
  if (expected === undefined && actual === undefined) return '';
  if (kind === undefined && expected === undefined) return `actual: ${showToken(actual)}`;
  return `expected: ${showToken(expected, actual)}  actual: ${showToken(actual, expected)}`;
}

/** What to write when a difference is meant to be: the shortest rule that says so. */
function advice(step: Step, findings: readonly Finding[]): readonly string[] {
  const [first] = findings.filter(
    ({ kind, state }) => kind !== undefined && (state === 'fail' || state === 'inconclusive'),
  );
  if (!first || first.where.part === 'status') return [];
  const place = formatWhere({
    ...first.where,
    ...(first.where.part === 'cookie' && { attribute: undefined }),
  } as typeof first.where);
  if (['number-lexeme', 'string-escape', 'key-order', 'whitespace'].includes(first.kind ?? '')) {
    return [`if this is intended: \`bytes: json\` in step “${step.id}”`];
  }
  const absent = first.kind === 'missing' || first.kind === 'extra' || first.kind === 'header-set';
  const rule = `${absent ? 'optional' : 'ignore'}: true, reason: "…"`;
  return [`if this is intended, add to \`compare\` of step “${step.id}”: "${place}": { ${rule} }`];
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
      return `against the contract's own words only (${source.why})`;
  }
}
