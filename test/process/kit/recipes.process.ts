import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import type { Work } from '../../../offline/lib/part.ts';
import type { RunOptions } from '../../../offline/lib/run.ts';
import { runnerInto } from '../../../offline/lib/run.ts';
import { writeRoot } from '../../../offline/recipes/debian.ts';
import { goTools } from '../../../offline/recipes/go.ts';
import { writeArchive, writeLayer } from '../../../offline/recipes/image.ts';
import { folder, removeFolders } from './support.ts';

jest.setTimeout(60_000);
afterAll(removeFolders);

type Call = { readonly line: string; readonly options: RunOptions | undefined };

/** A work place whose commands are run, or only noted. */
const workIn = (dir: string, calls?: Call[]): Work => {
  for (const name of ['out', 'scratch']) mkdirSync(join(dir, name), { recursive: true });
  return {
    out: join(dir, 'out'),
    scratch: join(dir, 'scratch'),
    hash: 'h',
    source: (path) => `/offline/${path}`,
    from: (part) => `/parts/${part}`,
    run: calls
      ? async (command, args, options) => {
          calls.push({ line: [command, ...args].join(' '), options });
          return '';
        }
      : runnerInto(join(dir, 'log')),
  };
};

const rootWith = (dir: string, content: string, age = 0): string => {
  const root = join(dir, `root-${age}`);
  mkdirSync(join(root, 'bin'), { recursive: true });
  writeFileSync(join(root, 'bin/app'), content, { mode: 0o755 });
  symlinkSync('app', join(root, 'bin/link'));
  utimesSync(join(root, 'bin/app'), age, age);
  return root;
};

test('the same files are the same layer, whenever they were made', async () => {
  const dir = folder();
  const work = workIn(dir);
  for (const age of [1, 2]) await writeLayer(work, rootWith(dir, 'program', age), join(dir, `${age}.tar`));
  expect(readFileSync(join(dir, '1.tar')).equals(readFileSync(join(dir, '2.tar')))).toBe(true);
});

test('an archive names its image, its layers by their digests, and how it is started', async () => {
  const dir = folder();
  const work = workIn(dir);
  await writeLayer(work, rootWith(dir, 'program'), join(dir, 'layer.tar'));
  await writeArchive(work, {
    path: 'images/app.tar',
    names: ['app:1'],
    layers: [join(dir, 'layer.tar'), join(dir, 'layer.tar')],
    config: { Entrypoint: ['/bin/app'], User: '1001' },
  });
  const tar = (...args: readonly string[]): string => execFileSync('tar', args, { cwd: work.out, encoding: 'utf8' });
  const files = tar('-tf', 'images/app.tar').trim().split('\n');
  expect(files[0]).toBe('manifest.json'); // whoever looks for the name reads no further
  const [entry] = JSON.parse(tar('-xOf', 'images/app.tar', 'manifest.json'));
  const digest = execFileSync('sha256sum', [join(dir, 'layer.tar')], { encoding: 'utf8' }).slice(0, 64);
  expect(entry).toMatchObject({ RepoTags: ['app:1'], Layers: [`${digest}.tar`, `${digest}.tar`] });
  expect(files).toHaveLength(3);
  const config = JSON.parse(tar('-xOf', 'images/app.tar', entry.Config));
  expect(config.config).toMatchObject({ Entrypoint: ['/bin/app'], User: '1001' });
  expect(config.rootfs.diff_ids).toEqual([`sha256:${digest}`, `sha256:${digest}`]);
});

test('a Go program is built from its pinned module, with its stamps and nothing of the machine', async () => {
  const calls: Call[] = [];
  const dir = folder();
  const part = goTools({
    family: 'tool',
    version: 'v1',
    programs: { tool: 'example.org/tool' },
    stamp: { 'example.org/tool.version': 'v1' },
    tags: 'slim',
  });
  expect(await part.build(workIn(dir, calls))).toEqual({
    version: 'v1',
    origin: 'Go module registry: example.org/tool',
  });
  expect(calls).toEqual([
    {
      line: `go build -trimpath -buildvcs=false -ldflags -s -w -X example.org/tool.version=v1 -tags slim -o ${dir}/out/bin/tool example.org/tool`,
      options: { cwd: '/offline/go/tool', env: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' } },
    },
  ]);
  expect(part).toMatchObject({ inputs: ['go/tool', 'recipes/go.ts'], lane: 'compiler' });
});

test('a Debian root is made apart from the machine, by its own mounts and processes', async () => {
  const calls: Call[] = [];
  const dir = folder();
  const root = { suite: 'trixie', variant: 'apt', include: ['a', 'b'], exclude: ['/x'], hooks: ['echo "$1"'] } as const;
  await writeRoot(workIn(dir, calls), root, 'root.tar');
  const [call] = calls;
  expect(call?.line).toMatch(/^setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child .* mmdebstrap /);
  expect(call?.line).toMatch(
    /--variant=apt --include=a,b --format=tar .*--dpkgopt=path-exclude=\/x --customize-hook=echo "\$1" trixie root\.tar$/,
  );
  expect(call?.options?.env).toMatchObject({ TMPDIR: join(dir, 'scratch'), SOURCE_DATE_EPOCH: '0' });
});
