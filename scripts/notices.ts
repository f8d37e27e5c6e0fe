import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of everything that can be in the bundles: each package that package-lock.json installs for use, not only for
 * development. Refuses a licence that is not known to allow what this project does with it.
 */
export function thirdPartyNotices(root: string): string {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const used = Object.entries(packages).filter(([path, { dev, optional }]) => path !== '' && !dev && !optional);
  const notices = used
    .map(([path]) => noticeOf(join(root, path)))
    .toSorted((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
  const byText = Map.groupBy(notices, ({ text }) => text);
  const parts = [...byText].map(
    ([text, same]) => `${[...new Set(same.map(({ title }) => title))].join('\n')}\n\n${text}`,
  );
  return `${[intro, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

const intro = 'The bundles in this folder contain software of others, under the licences below.';
const allowed = [
  'MIT',
  'MIT/X11',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
  'PSF-2.0',
  'Unlicense',
  'CC0-1.0',
];

/** Says nothing of its own; it comes with @actions/artifact, and its author's packages around it are under MIT. */
const silent: Readonly<Record<string, string>> = { 'buffers 0.1.1': 'MIT' };

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>;
}

interface Notice {
  readonly title: string;
  readonly text: string;
}

function noticeOf(folder: string): Notice {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
  const said = (typeof license === 'string' ? license : license?.type) ?? silent[`${name} ${version}`];
  const choices = (said ?? '').replaceAll(/[()]/g, '').split(/ OR /);
  if (!choices.some((choice) => choice.split(/ AND /).every((one) => allowed.includes(one))))
    throw new Error(`${name} ${version} is under "${said}", which this project does not know to be allowed`);
  return { title: `${name} ${version} (${said})`, text: textIn(folder) };
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
}

function textIn(folder: string): string {
  const files = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  const texts = files.filter((file) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(file));
  if (texts.length === 0) return 'The package carries no text of its licence.';
  return texts.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
}
