import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const limit = 500;

/** Hash of the inputs → id of the image that came of them. Losing the file costs a build, never correctness. */
export async function recallBuild(file: string, inputs: string): Promise<string | undefined> {
  return (await read(file))[inputs];
}

export async function rememberBuild(file: string, inputs: string, id: string): Promise<void> {
  const { [inputs]: _, ...others } = await read(file);
  const entries = Object.entries({ ...others, [inputs]: id }).slice(-limit);
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, JSON.stringify(Object.fromEntries(entries)));
  await rename(temporary, file);
}

async function read(file: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return {};
    throw error;
  }
}
