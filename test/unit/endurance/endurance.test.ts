import { describe, expect, test } from '@jest/globals';
import { disturbances } from '../../endurance/disturb/table.ts';
import { draw } from '../../endurance/draw.ts';
import { growthOf } from '../../endurance/growth.ts';
import { judge, type Observed } from '../../endurance/judge.ts';

const green: Observed = { code: 0, verdict: 'passed', output: '', nextCode: 0, nextOutput: '', left: [] };

describe('a disturbed run', () => {
  test('is the same again by seed and number, and another by another seed', () => {
    expect(draw(1, 7)).toEqual(draw(1, 7));
    expect(draw(1, 7)).not.toEqual(draw(2, 7));
  });

  test('comes of every kind of disturbance as often as of any other', () => {
    const drawn = Array.from({ length: 100 }, (_, number) => draw(5, number));
    for (const { id } of disturbances) expect(drawn.filter(({ disturbance }) => disturbance === id)).toHaveLength(10);
    expect(drawn.every(({ at, seconds }) => at >= 0 && at <= 0.9 && seconds >= 1 && seconds <= 15)).toBe(true);
  });

  test.each<[string, Partial<Observed>, 'good' | 'crash', boolean, readonly RegExp[]]>([
    ['the truth is right', {}, 'good', false, []],
    ['so is the machine', { code: 3, verdict: 'infrastructure' }, 'crash', false, []],
    ['a fault that is not there is wrong', { code: 1, verdict: 'failed' }, 'good', false, [/right is passed/]],
    ['a fault that is not seen is wrong', {}, 'crash', false, [/right is failed/]],
    ['who was killed may be silent', { code: null, verdict: undefined }, 'good', true, []],
    ['who was not may not', { code: null, verdict: undefined }, 'good', false, [/exit code null/]],
    ['the exit code is enough where no report could be written', { verdict: undefined }, 'good', false, []],
    ['a stack trace is for nobody', { output: 'x\n    at seal (index.js:2:6)\n' }, 'good', false, [/stack trace/]],
    ['the next run is green', { nextCode: 1, nextOutput: 'why' }, 'good', false, [/next run ended with 1: why/]],
    ['nothing is left', { left: ['volume x'] }, 'good', false, [/left: volume x/]],
  ])('%s', (_, change, kind, fatal, wanted) => {
    const problems = judge(kind, { ...green, ...change }, fatal);
    expect(problems).toHaveLength(wanted.length);
    wanted.forEach((pattern, index) => {
      expect(problems[index]).toMatch(pattern);
    });
  });
});

test('a tenth more than at first is growth, one more is not', () => {
  const samples = Array.from({ length: 50 }, (_, index) => ({
    files: index,
    peak: 100 + index / 10,
    pods: 1 + (index > 40 ? 1 : 0),
  }));
  expect(growthOf(samples).map(({ what, grows }) => [what, grows])).toEqual([
    ['files', true],
    ['peak', false],
    ['pods', false],
  ]);
});
