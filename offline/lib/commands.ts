import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parts } from '../parts/index.ts';
import { collect, markUsed } from './collect.ts';
import { environmentOf, furnishHome } from './environment.ts';
import { Failure } from './failure.ts';
import { kitDir, readKit, verify } from './kit.ts';
import { loadImages } from './load.ts';
import { lock } from './lock.ts';
import { make } from './make.ts';
import { size } from './progress.ts';
import { serve } from './serve.ts';
import { chosen, everything, sources } from './site.ts';
import { isWhole, storeRoot } from './store.ts';

export type Command = { readonly help: string; readonly run: (args: readonly string[]) => Promise<number> };

const say = (line: string): void => console.log(line);

const build = async (names: readonly string[]): Promise<number> => {
  const wanted = chosen(names);
  const kit = await make(wanted, everything(), { root: storeRoot(), sources, say });
  say(`kit: ${wanted.length} of ${parts.length} parts are in ${kit}`);
  return 0;
};

const status = async (): Promise<number> => {
  const root = storeRoot();
  const all = everything();
  const records = new Map((await readKit(kitDir(root, all)))?.parts.map((record) => [record.name, record]));
  for (const one of all) {
    const record = records.get(one.part.name);
    const bytes = record?.files.reduce((sum, file) => sum + file.size, 0) ?? 0;
    const state = isWhole(root, one)
      ? `${record?.version ?? 'built'}`.padEnd(12) + size(bytes).padStart(8)
      : 'not built';
    say(`${one.part.name.padEnd(24)} ${one.hash}  ${state}`);
  }
  const missing = all.filter((one) => !isWhole(root, one)).length;
  say(
    missing === 0
      ? `whole: ${kitDir(root, all)}`
      : `${missing} of ${all.length} parts are missing; build them with: make kit`,
  );
  return missing === 0 ? 0 : 3;
};

const path = async (): Promise<number> => {
  say(kitDir(storeRoot(), everything()));
  return 0;
};

const check = async (): Promise<number> => {
  const wrong = await verify(storeRoot(), everything());
  for (const file of wrong) say(`damaged or missing: ${file}`);
  say(wrong.length === 0 ? 'every file is as it was built' : 'what was damaged is removed; build again with: make kit');
  return wrong.length === 0 ? 0 : 1;
};

const builtKit = async (): Promise<string> => {
  const kit = kitDir(storeRoot(), everything());
  if (!(await readKit(kit))) throw new Failure(`There is no kit at ${kit}.`, 'Build it first: make kit');
  await markUsed(kit);
  return kit;
};

const load = async (only: readonly string[]): Promise<number> => {
  const kit = await builtKit();
  await furnishHome(storeRoot(), kit);
  await loadImages(kit, only, say);
  return 0;
};

const env = async (): Promise<number> => {
  const kit = await builtKit();
  await furnishHome(storeRoot(), kit);
  const { PATH: _, ...environment } = await environmentOf(storeRoot(), kit);
  say(`export PATH='${join(kit, 'bin')}':"$PATH"`);
  for (const [name, value] of Object.entries(environment)) say(`export ${name}='${value}'`);
  return 0;
};

const serveMirror = async ([port = '0']: readonly string[]): Promise<number> => {
  const { server, address } = await serve(join(await builtKit(), 'mirror'), Number(port));
  say(address);
  await new Promise((done) => server.once('close', done));
  return 0;
};

const clean = async ([wish = '14']: readonly string[]): Promise<number> => {
  const days = wish === 'all' ? 0 : Number(wish);
  if (!(days >= 0)) throw new Failure(`"${wish}" is no number of days.`, 'Name one, or "all".');
  const root = storeRoot();
  const held = await lock(root, (owner) => say(`kit: a build is at work (${owner}); waiting for it to end ...`));
  try {
    if (wish === 'all')
      for (const dir of ['kit', 'parts', 'making', 'logs']) await rm(join(root, dir), { recursive: true, force: true });
    else {
      const { kits, parts } = await collect(root, { days, current: everything() });
      say(
        `removed ${kits.length} kits that no checkout has used for ${days} days, and ${parts.length} parts of theirs`,
      );
    }
  } finally {
    await held.release();
  }
  if (wish === 'all') say(`removed every kit under ${root}`);
  return 0;
};

const help = async (): Promise<number> => {
  for (const [name, command] of Object.entries(commands))
    say(`  node offline/kit.ts ${name.padEnd(14)} ${command.help}`);
  return 0;
};

export const commands: Readonly<Record<string, Command>> = {
  build: { help: 'build the parts named (all without a name; "demo": what the demo needs)', run: build },
  status: { help: 'every part, its size and whether it is built', run: status },
  path: { help: "the kit's directory", run: path },
  verify: { help: 'read every file again and compare its checksum', run: check },
  load: { help: "bring the kit's images (those whose archive's name has a word) into the Docker Engine", run: load },
  env: { help: 'shell lines that put the kit to use: eval "$(node offline/kit.ts env)"', run: env },
  'serve-mirror': {
    help: 'serve the mirror tree on 127.0.0.1 (a port may be named) and print its address',
    run: serveMirror,
  },
  clean: {
    help: 'remove kits that no checkout has used for 14 days (or so many as named; "all": every kit)',
    run: clean,
  },
  help: { help: 'this list', run: help },
};
