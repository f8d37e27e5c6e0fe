import type { Expectation } from '../contract.ts';
import { expression } from '../file/rules.ts';
import { ruleFaults } from './check-rule.ts';
import { numberToken, textToken, type Where } from './difference.ts';
import type { Observations } from './explain.ts';
import { filledIn } from './filled-in.ts';
import type { Finding } from './finding.ts';
import { headerValues, type Seen } from './seen.ts';
import { select } from './select.ts';
import { statusMatches } from './validity.ts';

/** What the contract promises in its own words, whatever the reference does. The contract's text wins. */
export function expectationFindings(expect: Expectation, seen: Observations): readonly Finding[] {
  const found = seen.candidates.flatMap((one) => broken(expect, one));
  if (found.length > 0) return unique(found);
  return unique(
    seen.references.flatMap((one) =>
      broken(expect, one).map((finding) => ({
        ...finding,
        state: 'reference' as const,
        note: `the reference itself does not keep the contract: ${finding.note ?? ''}`,
      })),
    ),
  );
}

function broken(expect: Expectation, seen: Seen): readonly Finding[] {
  const status = statusFinding(expect, seen);
  return status.length > 0
    ? status
    : [...headerFindings(expect, seen), ...bodyFindings(expect, seen), ...textFinding(expect, seen)];
}

function statusFinding({ statuses }: Expectation, { response }: Seen): readonly Finding[] {
  if (!statuses || statusMatches(response.status, statuses)) return [];
  const expected = textToken(statuses.join(' or '));
  const note = `the contract expects ${statuses.join(' or ')}`;
  return [{ where: { part: 'status' }, state: 'fail', expected, actual: numberToken(response.status), note }];
}

function headerFindings({ headers }: Expectation, seen: Seen): readonly Finding[] {
  return Object.entries(headers).flatMap(([name, written]): readonly Finding[] => {
    const values = headerValues(seen.response.headers, name.toLowerCase());
    const where: Where = { part: 'header', name: name.toLowerCase() };
    const actual = textToken(values.join(' ⏎ '));
    const failing = (note: string): Finding => ({ where, state: 'fail', expected: textToken(written), actual, note });
    const pattern = /^\/(.*)\/$/.exec(written)?.[1];
    const wanted = pattern === undefined ? filledIn(written, seen) : { value: written };
    if (wanted === undefined) return [];
    if ('missing' in wanted) return [failing(wanted.missing)];
    const fits = (value: string): boolean | undefined =>
      pattern === undefined ? value === wanted.value : expression(pattern)?.test(value);
    return values.some(fits) ? [] : [failing('promised by the contract')];
  });
}

function bodyFindings({ body }: Expectation, seen: Seen): readonly Finding[] {
  return body.flatMap((rule): readonly Finding[] => {
    const places = select(seen, rule.target);
    if (places.length === 0) {
      const where: Where = rule.target.part === 'header' ? rule.target : { part: 'body' };
      return rule.fields.optional
        ? []
        : [{ where, state: 'fail', note: `${rule.text} is promised by the contract, but not there` }];
    }
    return places.flatMap(({ where, node }) =>
      ruleFaults({ fields: rule.fields, node, seen }).map(
        (note): Finding => ({ where, state: 'fail', actual: node, note }),
      ),
    );
  });
}

function textFinding({ contains }: Expectation, seen: Seen): readonly Finding[] {
  const wanted = contains === undefined ? undefined : filledIn(contains, seen);
  if (wanted === undefined) return [];
  const where = { part: 'body' } as const;
  if ('missing' in wanted) return [{ where, state: 'fail', note: `${JSON.stringify(contains)} ${wanted.missing}` }];
  if (Buffer.from(seen.response.content).includes(String(wanted.value))) return [];
  return [{ where, state: 'fail', note: `does not contain ${JSON.stringify(contains)}` }];
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify([one.where, one.note]), one])).values()];
}
