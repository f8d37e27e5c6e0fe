import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Part, Work } from '../lib/part.ts';
import { kubernetes } from './tools.ts';

/** A release's file under its official path, and the endings of its checksum files. */
type Mirrored = {
  readonly part: string;
  readonly program: string;
  readonly at: string;
  readonly sums: readonly ('sha256' | 'sha256sum')[];
};

const programs: readonly Mirrored[] = [
  ...['kubectl', 'kubeadm', 'kubelet'].map(
    (program): Mirrored => ({
      part: 'kubernetes',
      program,
      at: `release/${kubernetes}/bin/linux/amd64/${program}`,
      sums: ['sha256'],
    }),
  ),
  {
    part: 'minikube',
    program: 'minikube',
    at: 'kubernetes/minikube/releases/download/v1.38.1/minikube-linux-amd64',
    sums: ['sha256'],
  },
  {
    part: 'kind',
    program: 'kind',
    at: 'kubernetes-sigs/kind/releases/download/v0.33.0/kind-linux-amd64',
    sums: ['sha256sum'],
  },
];

const helms = [
  { part: 'helm3', program: 'helm', version: 'v3.22.0' },
  { part: 'helm4', program: 'helm4', version: 'v4.3.1' },
] as const;

/** Files under the same paths as on their official download hosts, with their checksum files: any downloader can be pointed here. */
export const mirror: Part = {
  name: 'mirror',
  needs: ['kubernetes', 'minikube', 'kind', 'helm3', 'helm4'],
  inputs: ['parts/mirror.ts'],
  build: async (work) => {
    for (const { part, program, at, sums } of programs) {
      const target = await place(work, at);
      await link(join(work.from(part), 'bin', program), target);
      await writeSums(target, sums);
    }
    for (const { part, program, version } of helms)
      await packHelm(work, { binary: join(work.from(part), 'bin', program), version });
    return { version: '1', origin: 'programs of this kit under the paths of their official downloads' };
  },
};

const place = async ({ out }: Work, at: string): Promise<string> => {
  const target = join(out, 'mirror', at);
  await mkdir(dirname(target), { recursive: true });
  return target;
};

const packHelm = async (work: Work, { binary, version }: { binary: string; version: string }): Promise<void> => {
  const folder = join(work.scratch, version, 'linux-amd64');
  await mkdir(folder, { recursive: true });
  await copyFile(binary, join(folder, 'helm'));
  const target = await place(work, `helm-${version}-linux-amd64.tar.gz`);
  await work.run('tar', [
    '--sort=name',
    '--mtime=@0',
    '-I',
    'gzip -1n',
    '-cf',
    target,
    '-C',
    dirname(folder),
    'linux-amd64',
  ]);
  await writeSums(target, ['sha256sum', 'sha256']);
};

/** `.sha256` files hold the bare sum, `.sha256sum` files name the file too. */
const writeSums = async (file: string, kinds: readonly string[]): Promise<void> => {
  const sum = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  for (const kind of kinds)
    await writeFile(`${file}.${kind}`, kind === 'sha256' ? `${sum}\n` : `${sum}  ${basename(file)}\n`);
};
