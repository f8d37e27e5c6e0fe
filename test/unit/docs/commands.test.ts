import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseCommandLine } from '../../../src/cli/args.ts';
import { commands } from '../../../src/cli/commands.ts';
import { parseConfig } from '../../../src/config/parse.ts';

/** What a reader can copy from a page: commands of this program, and whole configurations. */
const root = join(import.meta.dirname, '../../..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

const written = pages.flatMap((page) =>
  textOf(page)
    .split('\n')
    .flatMap((line) => /^\s*(?:\$ )?(?:taskflow-k8s|node dist\/cli\/index\.js) ([a-z].*)$/.exec(line)?.[1] ?? [])
    .map((words) => [page, words.replace(/\s+(#|→).*$/, '').trim()] as const),
);
const helped = Object.entries(commands).flatMap(([name, { examples }]) =>
  examples
    .filter((example) => example.startsWith('taskflow-k8s '))
    .map((example) => [`${name} --help`, example.slice('taskflow-k8s '.length)] as const),
);

test.each([...written, ...helped])('%s: taskflow-k8s %s', (_, words) => {
  const argv = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
  expect(() => parseCommandLine(argv)).not.toThrow();
});

const documents = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map((match) => match[1] ?? '')
    .filter((text) => /^version: 1$/m.test(text) && /^releases:/m.test(text))
    .map((text) => [page, text] as const),
);

test.each(documents)('%s: a whole pipeline.yml is one', (_, text) => {
  const parsed = parseConfig({
    file: { name: 'pipeline.yml', text },
    inputs: {},
    env: new Proxy({}, { get: () => 'x' }),
    fallbackName: 'x',
    facts: () => ({ 'cluster.ip': '192.168.100.2' }),
  });
  expect(parsed).toMatchObject({ ok: true });
});

test('the pages have commands and configurations to copy', () => {
  expect(written.length).toBeGreaterThan(10);
  expect(documents.length).toBeGreaterThan(0);
});
