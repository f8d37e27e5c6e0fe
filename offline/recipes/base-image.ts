import { join } from 'node:path';
import type { Part, Work } from '../lib/part.ts';
import { trustEnvironment, trustedBundle, trustFingerprint } from '../lib/trust.ts';
import { debianHost, type Root, writeRoot } from './debian.ts';
import { type ImageConfig, writeArchive } from './image.ts';

/** A Debian root that a base image begins with. */
export type BaseRoot = Omit<Root, 'hooks' | 'keepDocs'> & {
  /** Files under offline/images and where they go in the root. */
  readonly files: Readonly<Record<string, string>>;
  /** Run inside the root at the end. */
  readonly setup: string;
};

export type BaseImage = {
  readonly part: string;
  readonly image: string;
  readonly description: string;
  readonly version: string;
  readonly config: ImageConfig;
};

/** What every part that calls these helpers must be hashed by. */
export const baseInputs: readonly string[] = [
  ...['images/debian', 'lib/trust.ts'],
  ...['recipes/base-image.ts', 'recipes/debian.ts', 'recipes/image.ts'],
];

/** An image of one layer: the root itself. */
export const rootImage = (base: BaseImage, root: BaseRoot): Part => ({
  name: base.part,
  inputs: [...baseInputs, ...Object.keys(root.files).map((file) => join('images', file))],
  settings: { base, root, trust: trustFingerprint() },
  host: debianHost,
  asRoot: true,
  build: async (work) => {
    const layer = join(work.scratch, 'root.tar');
    await writeBaseRoot(work, root, layer);
    await writeBaseImage(work, base, [layer]);
    return { version: base.version, origin: `Debian ${root.suite}: ${root.include.join(' ')}` };
  },
});

export const writeBaseRoot = async (work: Work, root: BaseRoot, tar: string): Promise<void> => {
  const { files, setup, ...debian } = root;
  await writeRoot(work, { ...debian, hooks: hooksOf(work, root) }, tar);
};

export const writeBaseImage = (work: Work, base: BaseImage, layers: readonly string[]): Promise<void> =>
  writeArchive(work, {
    path: join('images', `${base.part}.tar`),
    names: [base.image],
    layers,
    config: {
      ...base.config,
      Env: [...(base.config.Env ?? []), ...trustEnvironment],
      Labels: { 'org.opencontainers.image.description': base.description },
    },
  });

const hooksOf = ({ source }: Work, root: BaseRoot): readonly string[] => {
  const bundle = trustedBundle();
  const shell = root.variant === 'extract' ? '/bin/busybox sh' : 'sh';
  const inside = (line: string) => `chroot "$1" ${shell} -euc '${line}'`;
  const put = (file: string, to: string) => `install -D -m 755 '${file}' "$1${to}"`;
  const trust =
    root.variant === 'extract'
      ? [`install -D -m 644 '${bundle}' "$1/etc/ssl/certs/ca-certificates.crt"`]
      : [
          put(source('images/debian/trust.sh'), '/tmp/trust.sh'),
          put(bundle, '/tmp/host.pem'),
          inside('sh /tmp/trust.sh /tmp/host.pem'),
        ];
  return [
    ...trust,
    ...Object.entries(root.files).map(([file, to]) => put(source(join('images', file)), to)),
    inside(root.setup),
    put(source('images/debian/tidy.sh'), '/tmp/tidy.sh'),
    inside('sh /tmp/tidy.sh'),
  ];
};
