import { isSensitiveName } from '../../lib/redact/names.ts';
import type { Difference } from '../../model/check.ts';
import { formatWhere, type Where } from '../compare/difference.ts';
import type { Finding, FindingState } from '../compare/finding.ts';
import { type Json, typeOf } from '../json/ast.ts';
import { showSpelling, showToken } from './token.ts';

const effects: Readonly<Partial<Record<FindingState, Difference['effect']>>> = {
  fail: 'fails',
  reference: 'fails',
  flaky: 'fails',
  inconclusive: 'fails',
  weak: 'fails',
  warning: 'warns',
  masked: 'masked',
  environment: 'masked',
};

/** One finding as every report view shows it; undefined for what a rule has settled. */
export function showFinding(finding: Finding): Difference | undefined {
  const { state, where, kind, note } = finding;
  const effect = effects[state];
  if (effect === undefined) return undefined;
  const values = effect === 'masked' ? types(finding) : shownValues(finding);
  return {
    where: formatWhere(where),
    kind: kind ?? (state === 'fail' ? 'rule' : state),
    effect,
    ...values,
    ...(note && { note }),
  };
}

type Values = Pick<Difference, 'expected' | 'actual'>;

/** What varies may be a session: its type and format are enough. */
function types({ expected, actual }: Finding): Values {
  const type = (node: Json | undefined): string => (node === undefined ? '' : typeOf(node));
  return { expected: type(expected), actual: type(actual) };
}

function shownValues({ where, kind, expected, actual }: Finding): Values {
  if (kind === 'whitespace' || kind === 'key-order') return { expected: '', actual: '' };
  if (kind === 'string-escape' || kind === 'number-lexeme')
    return { expected: showSpelling(expected), actual: showSpelling(actual) };
  if (isSecret(where)) return { expected: hidden(expected), actual: hidden(actual) };
  const absent = kind === undefined && expected === undefined;
  return {
    expected: absent ? '' : showToken(expected, actual),
    actual: absent && !actual ? '' : showToken(actual, expected),
  };
}

/** A cookie of production, or a token in its answer: a report is read by more people than may have it. */
function isSecret(where: Where): boolean {
  if (where.part === 'cookie') return where.attribute === undefined;
  if (where.part === 'header') return isSensitiveName(where.name);
  const name = where.part === 'json' ? where.path.findLast((part) => typeof part === 'string') : undefined;
  return name !== undefined && isSensitiveName(name);
}

function hidden(node: Json | undefined): string {
  return node?.kind === 'string' ? `string of ${node.value.length} characters, not shown` : showToken(node);
}
