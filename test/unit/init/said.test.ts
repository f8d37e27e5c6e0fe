import { expect, test } from '@jest/globals';
import { explainProposal, nextSteps } from '../../../src/init/explain.ts';
import type { Proposal } from '../../../src/init/proposal.ts';
import { propose } from '../../../src/init/propose.ts';
import { repositoryNames, repositoryOf } from '../../support/repositories.ts';

const proposed = (name: string): Proposal => {
  const proposal = propose(repositoryOf(name), { file: 'pipeline.yml', workflow: true });
  if (!proposal) throw new Error(`nothing to deploy in ${name}`);
  return proposal;
};

/** Every word that is said about each repository, and every file that is written beside pipeline and workflow. */
test.each(repositoryNames)('%s', (name) => {
  const proposal = proposed(name);
  const files = proposal.files.filter(({ path }) => path !== 'pipeline.yml' && !path.endsWith('kubernetes.yml'));
  expect(
    [
      explainProposal(proposal, 100),
      nextSteps(proposal, 'pipeline.yml', 100),
      ...files.map(({ path, title, text }) => `### ${path}: ${title}\n${text}`),
    ].join('\n~~~\n'),
  ).toMatchSnapshot();
});

test.each(['no-chart', 'taskflow'])('the workflow of %s', (name) => {
  const workflow = proposed(name).files.find(({ path }) => path === '.github/workflows/kubernetes.yml');
  expect(`${workflow?.title}\n${workflow?.text}`).toMatchSnapshot();
});
