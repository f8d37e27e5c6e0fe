import { expect, test } from '@jest/globals';
import { commandLine } from '../../../src/action/command.ts';
import { actionInputSpecs, matrixName } from '../../../src/action/inputs.ts';
import { artifactName } from '../../../src/action/upload.ts';
import { inputSpecs } from '../../../src/config/inputs.ts';

test('no input of the action has the name of one of the pipeline', () => {
  expect(Object.keys(actionInputSpecs).filter((name) => name in inputSpecs)).toEqual([]);
});

test.each([
  ['{}', ''],
  ['null', ''],
  ['', ''],
  ['my own words', 'my-own-words'],
  ['{broken', '-broken'],
  ['{"provider":"kind","kubernetes":"v1.34.4","helm":4}', 'kind-v1.34.4-4'],
  ['{"include":{"name":"a / b"},"empty":null}', 'a-b'],
])('the job of the matrix %s is called %j', (json, name) => {
  expect(matrixName(json)).toBe(name);
});

test('two jobs of a matrix never upload under one name', () => {
  const env = { GITHUB_JOB: 'pipeline', GITHUB_ACTION: '__org_taskflow-k8s-action', GITHUB_RUN_ATTEMPT: '2' };
  expect(artifactName(env, 'kind-4')).toBe('taskflow-pipeline-kind-4-__org_taskflow-k8s-action-a2');
  expect(artifactName(env, 'kind-4')).not.toBe(artifactName(env, 'kind-3'));
});

test('a command takes the inputs that it has flags for, and its own words win', () => {
  const inputs = { config: 'p.yml', provider: 'kind', contract: 'c.yml' };
  expect(commandLine('plan', inputs, '/out')).toEqual([
    'plan',
    '--config=p.yml',
    '--provider=kind',
    '--contract=c.yml',
  ]);
  expect(commandLine(' record --out x.har ', inputs, '/out')).toEqual(['record', '--out', 'x.har', '--contract=c.yml']);
  expect(commandLine('plan --provider existing', inputs, '/out')).not.toContain('--provider=kind');
  expect(commandLine('rollback --to 3', { config: 'p.yml' }, '/out')).toEqual([
    ...['rollback', '--to', '3', '--config=p.yml', '--out=/out'],
  ]);
});
