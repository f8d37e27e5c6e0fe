import { expect, test } from '@jest/globals';
import { commands } from '../../../src/cli/commands.ts';
import { helpText } from '../../../src/cli/help.ts';

test.each([undefined, ...Object.keys(commands)])('the help of %s fits 80 columns', (command) => {
  const text = helpText(command);
  const [explained = '', examples = ''] = text.split('\nExamples:\n');
  expect(explained.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(examples).toContain('taskflow-k8s');
});
