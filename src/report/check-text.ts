import type { CheckResult, Difference } from '../model/check.ts';
import { plural } from './text.ts';

const most = 10;

const signs: Readonly<Record<Difference['effect'], string>> = { fails: '✗', warns: '⚠', masked: '~' };

/** What stands below a check where only lines can be shown: what differs, what to write, how to see it again. */
export function checkLines(check: CheckResult, limit = most): readonly string[] {
  const shown = (check.differences ?? []).filter(({ effect }) => effect !== 'masked');
  return [
    ...shown.slice(0, limit).map(differenceLine),
    ...(shown.length > limit ? [`… and ${plural(shown.length - limit, 'more difference')}`] : []),
    ...(check.remedy === undefined ? [] : [check.remedy]),
    ...(check.reproduce === undefined ? [] : [`reproduce: ${check.reproduce}`]),
  ];
}

/** A check in full, for a view without a place of its own for differences. */
export function checkText(check: CheckResult, limit = most): string {
  return [check.detail, ...checkLines(check, limit)].join('\n');
}

function differenceLine({ effect, where, kind, expected, actual, note }: Difference): string {
  const values = [
    ...(expected === '' ? [] : [`expected: ${expected}`]),
    ...(actual === '' ? [] : [`actual: ${actual}`]),
  ];
  return [`${signs[effect]} ${where}`, kind, ...values, ...(note === undefined ? [] : [`[${note}]`])].join('  ');
}
