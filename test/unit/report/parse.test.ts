import { describe, expect, test } from '@jest/globals';
import { parseEvents } from '../../../src/report/parse.ts';
import { events, failedRun } from '../../support/events.ts';

const lines = events(...failedRun).map((event) => JSON.stringify(event));

test('what was written is read again', () => {
  expect(parseEvents(`${lines.join('\n')}\n`)).toEqual({ events: events(...failedRun), problems: [] });
});

test('half a last line of a killed run is left out silently, half a line in the middle is not', () => {
  const half = lines[1]?.slice(0, 20);
  expect(parseEvents(`${lines[0]}\n${half}`)).toMatchObject({ events: [{ kind: 'run-started' }], problems: [] });
  expect(parseEvents(`${half}\n${lines[0]}\n`).problems).toEqual(['line 1: not JSON']);
});

describe('what is no event', () => {
  test.each([
    '',
    'null',
    '[]',
    '"text"',
    '{"at":1}',
    '{"at":"1","kind":"note","level":"info","text":"x"}',
    '{"at":1,"kind":"unheard-of"}',
    '{"at":1,"kind":"check","checkpoint":"x","check":{"id":"a"}}',
    '{"at":1,"kind":"fault","fault":null}',
    '{"at":1,"kind":"toString"}',
  ])('%s', (line) => {
    expect(parseEvents(`${line}\n`)).toEqual({ events: [], problems: [expect.stringMatching(/^line 1: not/)] });
  });
});
