import { describe, expect, test } from '@jest/globals';
import { earlierRevision, isVerified, knownGood } from '../../../src/release/known-good.ts';
import type { Revision } from '../../../src/tools/helm.ts';

const revision = (number: number, status: string, description = 'run=1'): Revision => ({
  revision: number,
  status,
  chart: 'shop-1',
  description,
});

describe('knownGood', () => {
  const history = [revision(1, 'superseded'), revision(2, 'failed'), revision(3, 'deployed')];
  test.each([
    ['nothing was ever installed', [], [], 0],
    ['the newest that was verified', [3, 1], history, 3],
    ['not the newest that Helm calls deployed, when an older one was verified', [1], history, 1],
    ['one that has left the history is none', [7], history, 0],
    ['what a run applied and never proved is none', [], history, 0],
    ['what somebody else deployed counts', [], [revision(1, 'deployed', 'Install complete')], 1],
    ['what somebody else failed with does not', [], [revision(1, 'failed', 'Release failed')], 0],
  ])('%s', (_, verified, revisions, expected) => {
    expect(knownGood(verified, revisions)).toBe(expected);
  });
});

test('a mark that Helm has copied to the next record does not count there', () => {
  const record = (labels: Record<string, string>) => ({ metadata: { name: 'x', labels } });
  expect(isVerified(record({ version: '2', 'taskflow-k8s/verified': '2' }))).toBe(true);
  expect(isVerified(record({ version: '3', 'taskflow-k8s/verified': '2' }))).toBe(false);
  expect(isVerified(record({ version: '3' }))).toBe(false);
});

describe('earlierRevision', () => {
  const history = [
    revision(1, 'superseded'),
    revision(2, 'superseded'),
    revision(3, 'superseded'),
    revision(4, 'deployed'),
  ];
  const ask = (verified: readonly number[], to?: number, revisions = history) =>
    earlierRevision({ name: 'shop', history: revisions, verified, ...(to === undefined ? {} : { to }) });

  test('the newest verified one before the present', () => {
    expect(ask([4, 3, 1])).toEqual({ ok: true, from: 4, revision: 3, verified: true });
    expect(ask([1])).toEqual({ ok: true, from: 4, revision: 1, verified: true });
  });
  test('going back twice leads further back, not in a circle', () => {
    const after = [...history, revision(5, 'deployed', 'Rollback to 2')];
    expect(ask([5, 4, 2, 1], undefined, after)).toEqual({ ok: true, from: 5, revision: 1, verified: true });
  });
  test('one that is named is taken, verified or not', () => {
    expect(ask([1], 2)).toEqual({ ok: true, from: 4, revision: 2, verified: false });
  });
  test('says what there is when it cannot', () => {
    expect(ask([4])).toMatchObject({
      ok: false,
      why: expect.stringMatching(/before 4 was verified.*4 deployed, verified/s),
    });
    expect(ask([], 4)).toMatchObject({ ok: false, why: expect.stringContaining('cannot go back to revision 4') });
    expect(ask([], 9)).toMatchObject({ ok: false });
    expect(ask([], undefined, [])).toEqual({ ok: false, why: 'There is no release shop, so it cannot go back.' });
  });
});
