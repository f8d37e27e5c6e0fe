import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isReadable, type Repository } from '../../src/init/repository.ts';

const root = join(import.meta.dirname, '../..');
export const corpus = join(root, 'test/fixtures/repositories');

export const repositoryNames = readdirSync(corpus)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.replace(/\.txt$/, ''));

/** Path → text of every file of a repository of the corpus. */
export function filesOf(name: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  let path = '';
  for (const line of readFileSync(join(corpus, `${name}.txt`), 'utf8')
    .split('\n')
    .slice(0, -1)) {
    const [, mark, rest = ''] = /^(===|<<<) (.+)$/.exec(line) ?? [];
    const [from = '', to = ''] = rest.split(' ');
    if (mark === '<<<') Object.assign(files, copied(from, to));
    else if (mark === undefined) files[path] += `${line}\n`;
    else {
      path = rest;
      files[path] = '';
    }
  }
  return files;
}

export function repositoryOf(name: string): Repository {
  const files = filesOf(name);
  const readable = Object.entries(files).filter(([path]) => isReadable(path));
  return { name, paths: Object.keys(files).sort(), texts: Object.fromEntries(readable) };
}

function copied(from: string, to: string): Readonly<Record<string, string>> {
  const source = join(root, from);
  if (statSync(source).isFile()) return { [to]: readFileSync(source, 'utf8') };
  const entries = readdirSync(source, { withFileTypes: true }).filter(
    ({ name }) => !/^(node_modules|\.next|\.venv|__pycache__)$/.test(name),
  );
  return Object.assign({}, ...entries.map(({ name }) => copied(`${from}/${name}`, `${to}/${name}`))) as Record<
    string,
    string
  >;
}
