import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `node scripts/release.ts check VERSION`: everything in the repository says this version. `notes VERSION`: its part of the changelog. */
const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const [what, version = ''] = process.argv.slice(2);

const notesOf = (wanted: string): string | undefined => {
  const parts = read('CHANGELOG.md').split(/^## /m).slice(1);
  const part = parts.find((one) => one.startsWith(`${wanted} `) || one.startsWith(`${wanted}\n`));
  return part?.slice(part.indexOf('\n')).trim();
};

const problems = (): readonly string[] => [
  ...(/^\d+\.\d+\.\d+$/.test(version) ? [] : [`"${version}" is no version such as 1.2.3`]),
  ...((JSON.parse(read('package.json')) as { version: string }).version === version
    ? []
    : ['package.json has another version']),
  ...(read('src/version.ts').includes(`'${version}'`) ? [] : ['src/version.ts has another version']),
  ...(notesOf(version) ? [] : ['CHANGELOG.md says nothing about it']),
];

if (what === 'notes') console.log(notesOf(version) ?? '');
else if (what === 'check') {
  for (const problem of problems()) console.error(problem);
  process.exitCode = problems().length === 0 ? 0 : 1;
} else {
  console.error('usage: node scripts/release.ts check|notes VERSION');
  process.exitCode = 2;
}
