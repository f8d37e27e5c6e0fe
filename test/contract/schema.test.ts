import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { made, written } from '../../scripts/contract.ts';
import { parseContract } from '../../src/contract/file/parse.ts';
import { renderProblem } from '../../src/model/problem.ts';

const root = join(import.meta.dirname, '../..');

test('the published schema is made from the one that the code validates with', () => {
  expect(written()).toBe(made());
});

test('TaskFlow’s contract is valid', () => {
  const file = 'test/e2e/taskflow/contract.yml';
  const parsed = parseContract(readFileSync(join(root, file), 'utf8'), file);
  expect(parsed.ok ? [] : parsed.problems.map(renderProblem)).toEqual([]);
});

test.each([
  ['- GETT /health\n', 'contract.yml:1:3: [0]: a request is written METHOD /path, such as GET /health'],
  ['version: 2\nsteps: [GET /]\n', 'contract.yml:1:10: version: the version of this format is 1'],
  [
    'version: 1\nsteps:\n  - id: a\n    requets: GET /x\n',
    'contract.yml:4:5: steps[0].requets: unknown key; did you mean "request"?',
  ],
  [
    'version: 1\nsteps:\n  - request: GET /x\n    compare: { "$.a": { ignore: true } }\n',
    'steps[0].compare."$.a": “ignore” needs a reason\n    add reason: “why this may differ”',
  ],
  [
    'version: 1\nsteps:\n  - request: GET /x\n    needs: [login]\n',
    'needs “login”, but no step before this one has that id',
  ],
])('a mistake is named with its place: %j', (text, message) => {
  const parsed = parseContract(text, 'contract.yml');
  expect(parsed.ok ? '' : parsed.problems.map(renderProblem).join('\n')).toContain(message);
});
