import { expect, test } from '@jest/globals';
import { showJudgement } from '../../src/contract/show/judgement.ts';
import { judgePair, type Pair } from './support/pair.ts';
import { contractOf } from './support/run.ts';

const [step] = contractOf('[GET /x]').steps;
const shown = (reference: string, candidate: string) => {
  const pair: Pair = {
    title: '',
    about: '',
    reference: { body: reference },
    candidate: { body: candidate },
    verdict: 'failed',
  };
  if (!step) throw new Error('a contract has a step');
  return showJudgement(step, judgePair(pair), 'here');
};

test('values come with their type and their exact characters, and the fix can be pasted', () => {
  const { detail, differences, remedy } = shown('{"a":2,"b":"caf\\u00e9"}', '{"a":"2","b":"cafe\u0301"}');
  expect(differences).toMatchObject([
    { where: '$.a', kind: 'type', expected: 'int <2>', actual: 'string <"2">', effect: 'fails' },
    { where: '$.b', kind: 'value', actual: 'string <"cafe\\u0301">' },
  ]);
  expect(detail).toMatch(/^type at \$\.a, and 1 more\nhere: /);
  expect(remedy).toContain('"$.a": { ignore: true, reason: "…" }');
});

test('what usually is a secret is never shown, and what varies only by its type', () => {
  expect(JSON.stringify(shown('{"access_token":"one-secret"}', '{"access_token":"two-secrets"}'))).not.toMatch(
    /secret[^-]/,
  );
});

test('a list of a thousand wrong elements stays readable', () => {
  const list = (make: (at: number) => unknown): string =>
    JSON.stringify(Array.from({ length: 1000 }, (_, at) => make(at)));
  const { detail, differences } = shown(
    list((at) => at),
    list((at) => `${at}`),
  );
  expect(detail).toContain('and 999 more');
  expect(differences).toHaveLength(100);
});
