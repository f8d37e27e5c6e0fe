import type { Work } from '../lib/part.ts';

export type Root = {
  readonly suite: 'bookworm' | 'trixie';
  /** minbase: apt and what is essential. extract: the named packages and what they depend on, unpacked but never configured. */
  readonly variant: 'minbase' | 'apt' | 'essential' | 'extract' | 'custom';
  readonly include: readonly string[];
  /** Shell lines run at the end, with the new root in $1. */
  readonly hooks?: readonly string[];
  readonly keepDocs?: boolean;
};

export const debianHost = { mmdebstrap: 'mmdebstrap' };

/** A Debian root file system as one uncompressed tar, which is also an image layer. */
export const writeRoot = async (work: Work, root: Root, tar: string): Promise<void> => {
  const slim = root.keepDocs
    ? []
    : ['/usr/share/man/*', '/usr/share/doc/*', '/usr/share/locale/*', '/usr/share/info/*'];
  const flags = [
    `--variant=${root.variant}`,
    `--include=${root.include.join(',')}`,
    '--format=tar',
    '--aptopt=Acquire::Retries "3"',
    ...slim.map((path) => `--dpkgopt=path-exclude=${path}`),
    ...(root.hooks ?? []).map((hook) => `--customize-hook=${hook}`),
  ];
  await work.run('mmdebstrap', [...flags, root.suite, tar], {
    env: { TMPDIR: work.scratch, SOURCE_DATE_EPOCH: '0', PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
};
