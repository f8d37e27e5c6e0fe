import { folderOf, joinPath, type Repository, type Source } from './repository.ts';

/** A `docker build` that somebody wrote down: in a README, a script, a Makefile, or above the Dockerfile's first line. */
export interface BuildCommand {
  readonly dockerfile: string;
  readonly context: string;
  readonly tags: readonly string[];
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly source: Source;
}

/** A `helm install` or `helm upgrade --install` that somebody wrote down. */
export interface HelmCommand {
  readonly release: string;
  readonly chart: string;
  readonly values: readonly string[];
  readonly namespace?: string;
  readonly source: Source;
}

export function buildCommands(repository: Repository): BuildCommand[] {
  return commandsIn(repository, /\b(?:docker|podman)\s+(?:buildx\s+|image\s+)?build\s/).flatMap(({ words, source }) => {
    const { flags, rest } = readFlags(words, ['-f', '--file', '-t', '--tag', '--target', '--build-arg', '--platform']);
    const base = folderOf(source.file);
    const context = place(repository, base, rest.at(-1));
    if (context === undefined) return [];
    const file = [...(flags['-f'] ?? []), ...(flags['--file'] ?? [])].at(-1);
    const dockerfile = place(repository, base, file ?? `${context === '.' ? '' : `${context}/`}Dockerfile`);
    if (dockerfile === undefined || !(dockerfile in repository.texts)) return [];
    const target = flags['--target']?.at(-1);
    const tags = [...(flags['-t'] ?? []), ...(flags['--tag'] ?? [])].filter((tag) => !/[$<{]/.test(tag));
    return [{ dockerfile, context, tags, args: argsOf(flags['--build-arg']), source, ...(target ? { target } : {}) }];
  });
}

export function helmCommands(repository: Repository): HelmCommand[] {
  return commandsIn(repository, /\bhelm\s+(?:install|upgrade)\s/).flatMap(({ words, source }) => {
    const taking = ['-f', '--values', '-n', '--namespace', '--set', '--set-string', '--set-file', '--timeout'];
    const { flags, rest } = readFlags(words, taking);
    const base = folderOf(source.file);
    const [release = '', chartWord] = rest;
    const chart = place(repository, base, chartWord);
    if (chart === undefined || !/^[a-z0-9][a-z0-9-]*$/.test(release)) return [];
    const files = [...(flags['-f'] ?? []), ...(flags['--values'] ?? [])];
    const values = files.flatMap((file) => place(repository, base, file) ?? []);
    const namespace = [...(flags['-n'] ?? []), ...(flags['--namespace'] ?? [])].find((name) =>
      /^[a-z0-9][a-z0-9-]*$/.test(name),
    );
    return [{ release, chart, values, source, ...(namespace ? { namespace } : {}) }];
  });
}

interface Found {
  readonly words: readonly string[];
  readonly source: Source;
}

/** The words after the command, with lines that end in `\` joined. */
function commandsIn({ texts }: Repository, command: RegExp): Found[] {
  const found: Found[] = [];
  for (const [file, text] of Object.entries(texts)) {
    if (!command.test(text)) continue;
    const lines = text.split(/\r?\n/);
    for (const [index, first] of lines.entries()) {
      const match = command.exec(first);
      if (!match) continue;
      let line = first.slice(match.index + match[0].length);
      for (let next = index + 1; /\\\s*$/.test(line) && next < lines.length; next++)
        line = line.replace(/\\\s*$/, ' ') + (lines[next] as string).replace(/^\s*#/, '');
      found.push({ words: wordsOf(line), source: { file, line: index + 1 } });
    }
  }
  return found;
}

/** Up to where the command ends: at a backtick, a pipe, `&&`, `;`, a redirection or a comment. */
function wordsOf(line: string): string[] {
  const command = line.split(/`|&&|\|\||[;|>]|\s#/)[0] ?? '';
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function readFlags(
  words: readonly string[],
  taking: readonly string[],
): { flags: Readonly<Record<string, readonly string[]>>; rest: readonly string[] } {
  const flags: Record<string, string[]> = {};
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const [name = '', joined] = word.startsWith('--') ? word.split(/=(.*)/s) : [word];
    if (!word.startsWith('-')) rest.push(word);
    else if (taking.includes(name)) {
      flags[name] ??= [];
      flags[name].push(joined ?? words[++at] ?? '');
    }
  }
  return { flags, rest };
}

/** From the root of the repository, as READMEs mean it, or from the folder of the script. */
function place(repository: Repository, base: string, word: string | undefined): string | undefined {
  if (word === undefined || /[$<{]|:\/\//.test(word) || word.startsWith('/')) return undefined;
  const candidates = [joinPath('.', word), joinPath(base, word)];
  return candidates.find((path) => path !== undefined && isThere(repository, path));
}

function isThere({ paths }: Repository, path: string): boolean {
  return path === '.' || paths.some((other) => other === path || other.startsWith(`${path}/`));
}

function argsOf(words: readonly string[] = []): Readonly<Record<string, string>> {
  const pairs = words.flatMap((word) => {
    const [, key, value] = /^([A-Za-z_]\w*)=([^$]*)$/.exec(word) ?? [];
    return key === undefined ? [] : [[key, value ?? ''] as const];
  });
  return Object.fromEntries(pairs);
}
