import type { FoundImage } from '../images.ts';
import type { NewFile } from '../proposal.ts';
import { baseOf, dnsName, type Guess, type Repository } from '../repository.ts';
import { findStacks, type Stack } from './stacks.ts';

export interface StarterImages {
  readonly images: readonly FoundImage[];
  readonly files: readonly NewFile[];
  readonly guesses: readonly Guess[];
}

/** Dockerfiles for applications that have none. */
export function starterImages(repository: Repository): StarterImages {
  const made = findStacks(repository).map((stack) => {
    const name = dnsName(stack.folder === '.' ? repository.name : baseOf(stack.folder));
    const dockerfile =
      stack.member === undefined && stack.folder !== '.'
        ? `${stack.folder}/Dockerfile`
        : stack.folder === '.'
          ? 'Dockerfile'
          : `${stack.folder}/Dockerfile`;
    const context = stack.member === undefined ? stack.folder : '.';
    const image: FoundImage = {
      name,
      dockerfile,
      context,
      args: {},
      tags: [],
      aliases: [name],
      port: stack.port,
      guesses: [],
    };
    const why = `${stack.manager} is its package manager, and this is how it starts: ${stack.start.join(' ')}`;
    return {
      image,
      file: { path: dockerfile, text: dockerfileText(stack), title: `builds ${name}` },
      guess: { about: `images.${name}`, value: `${dockerfile} (new)`, why, source: stack.source },
    };
  });
  return {
    images: made.map(({ image }) => image),
    files: made.map(({ file }) => file),
    guesses: made.map(({ guess }) => guess),
  };
}

function dockerfileText(stack: Stack): string {
  const lines = stack.language === 'node' ? nodeLines(stack) : pythonLines(stack);
  return [
    '# Written by `taskflow-k8s init`.',
    ...lines,
    `EXPOSE ${stack.port}`,
    `CMD ${JSON.stringify(stack.start)}`,
    '',
  ].join('\n');
}

function nodeLines({ manager, member, build, version, port }: Stack): string[] {
  const enable = manager === 'npm' ? [] : ['RUN corepack enable'];
  const scope = member === undefined ? [] : scopes[manager === 'pnpm' || manager === 'yarn' ? manager : 'npm'](member);
  const run = [manager, ...(manager === 'npm' ? ['run'] : []), ...scope, 'build'].join(' ');
  return [
    `FROM node:${version}-alpine`,
    'WORKDIR /app',
    ...enable,
    'COPY . .',
    `RUN ${installs[manager]}`,
    ...(build ? [`RUN ${run}`] : []),
    `ENV NODE_ENV=production PORT=${port} HOSTNAME=0.0.0.0`,
    'USER 1000:1000',
  ];
}

const scopes = {
  npm: (member: string) => ['-w', member],
  pnpm: (member: string) => ['--filter', `${member}...`],
  yarn: (member: string) => ['workspace', member],
} as const;

const installs: Readonly<Record<Stack['manager'], string>> = {
  npm: 'if [ -f package-lock.json ]; then npm ci; else npm install; fi',
  pnpm: 'pnpm install --frozen-lockfile',
  yarn: 'yarn install --frozen-lockfile',
  pip: 'if [ -f requirements.txt ]; then pip install --no-cache-dir -r requirements.txt; else pip install --no-cache-dir .; fi',
  uv: 'pip install --no-cache-dir uv && uv sync --frozen --no-dev',
  poetry:
    'pip install --no-cache-dir poetry && poetry config virtualenvs.in-project true && poetry install --only main --no-root',
};

function pythonLines({ manager, version }: Stack): string[] {
  return [
    `FROM python:${version}-slim`,
    'WORKDIR /app',
    'ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1',
    'COPY . .',
    `RUN ${installs[manager]}`,
    'RUN useradd --uid 1001 --no-create-home app',
    'USER 1001:1001',
  ];
}
