import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type IsIgnored, parseIgnore } from './ignore.ts';
import type { ImageSpec } from './spec.ts';

/** Everything that decides what an image becomes, as one hash: the same hash needs no build. */
export async function inputsHash(
  spec: ImageSpec,
  workspace: string,
  bases: Readonly<Record<string, string>>,
): Promise<string> {
  const context = resolve(workspace, spec.context);
  const dockerfile = resolve(workspace, spec.dockerfile);
  const hash = createHash('sha256');
  const facts = [spec.target ?? '', spec.platform ?? '', spec.args, spec.secrets, bases];
  hash.update(JSON.stringify(facts)).update(await readFile(dockerfile));
  for (const path of await contextFiles(context, await ignoreOf(context, dockerfile))) {
    const file = join(context, path);
    const info = await stat(file).catch(() => undefined);
    hash.update(`\0${path}\0${(info?.mode ?? 0) & 0o111}\0`);
    if (info === undefined) hash.update(await readlink(file));
    else for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** BuildKit prefers `<Dockerfile>.dockerignore`; without either, nothing is ignored. */
export async function ignoreOf(
  context: string,
  dockerfile: string,
): Promise<ReturnType<typeof parseIgnore> | undefined> {
  for (const file of [`${dockerfile}.dockerignore`, join(context, '.dockerignore')]) {
    try {
      return parseIgnore(await readFile(file, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

/** Files and links of a context, sorted, without what is ignored. */
export async function contextFiles(
  context: string,
  ignore: (IsIgnored & { readonly hasExceptions: boolean }) | undefined,
): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(context, folder), { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      const ignored = ignore?.(path) === true;
      // An ignored folder is entered only where an exception may bring something of it back.
      if (entry.isDirectory()) {
        if (!ignored || ignore?.hasExceptions) await visit(path);
      } else if (!ignored && (entry.isFile() || entry.isSymbolicLink())) found.push(path);
    }
  };
  await visit('');
  return found.sort();
}
