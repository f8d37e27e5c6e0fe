import { expect, test } from '@jest/globals';
import { targetOf } from '../../../src/github/target.ts';

const env = {
  GITHUB_REPOSITORY: 'org/shop',
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_RUN_ID: '42',
  GITHUB_WORKFLOW: 'PR check',
  GITHUB_JOB: 'pipeline',
};
const pull = (from: string | null) => ({
  pull_request: { number: 7, head: { sha: 'b'.repeat(40), repo: from === null ? null : { full_name: from } } },
});

test('a pull request is told about at its own last commit, not at the merge', () => {
  expect(targetOf(env, pull('org/shop'), '')).toEqual({
    api: 'https://api.github.com',
    repository: 'org/shop',
    sha: 'b'.repeat(40),
    pullRequest: 7,
    fork: false,
    runUrl: 'https://github.com/org/shop/actions/runs/42',
    job: 'PR check/pipeline',
  });
});

test.each([
  ['somebody/shop', true],
  [null, true],
  ['org/shop', false],
])('a pull request from %s: fork %s', (from, fork) => {
  expect(targetOf(env, pull(from), '')?.fork).toBe(fork);
});

test('a push and a manual run have a commit and no pull request; a matrix has a job for each entry', () => {
  const target = targetOf({ ...env, GITHUB_API_URL: 'https://ghes.example/api/v3/' }, { ref: 'x' }, 'kind-4');
  expect(target).toMatchObject({ sha: 'a'.repeat(40), fork: false, job: 'PR check/pipeline/kind-4' });
  expect(target).toMatchObject({ api: 'https://ghes.example/api/v3' });
  expect(target?.pullRequest).toBeUndefined();
});

test('outside of GitHub there is nobody to tell', () => {
  expect(targetOf({}, undefined, '')).toBeUndefined();
});
