import type { Work } from '../lib/part.ts';
import { contained, containedHost } from './contained.ts';

export type Root = {
  readonly suite: 'bookworm' | 'trixie';
  /** minbase: apt and what is essential. extract: the named packages and what they depend on, unpacked but never configured. */
  readonly variant: 'minbase' | 'apt' | 'essential' | 'extract' | 'custom';
  readonly include: readonly string[];
  /** Paths that packages bring and the root does without. */
  readonly exclude?: readonly string[];
  /** Shell lines run before the packages are configured, with the new root in $1. */
  readonly early?: readonly string[];
  /** Shell lines run at the end, with the new root in $1. */
  readonly hooks?: readonly string[];
  readonly keepDocs?: boolean;
};

export const debianHost = { mmdebstrap: 'mmdebstrap', ...containedHost };

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
    ...[...slim, ...(root.exclude ?? [])].map((path) => `--dpkgopt=path-exclude=${path}`),
    ...(root.suite === 'bookworm' && root.variant !== 'extract' ? withoutUsrmerge : []),
    ...(root.early ?? []).map((hook) => `--essential-hook=${hook}`),
    ...(root.hooks ?? []).map((hook) => `--${lastHook(root)}-hook=${hook}`),
  ];
  await work.run(...contained('mmdebstrap', [...flags, root.suite, tar]), {
    env: { TMPDIR: work.scratch, SOURCE_DATE_EPOCH: '0', PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
};

/** Of an extracted root nothing is configured, and hooks of the later stages are not run. */
const lastHook = (root: Root): string => (root.variant === 'extract' ? 'extract' : 'customize');

/** The root begins with /usr merged; the package that would merge it later depends on 50 MB of Perl. */
const withoutUsrmerge = [
  '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
  `--setup-hook=mkdir -p "$1/etc/apt/preferences.d" && printf 'Package: usrmerge\\nPin: release *\\nPin-Priority: -1\\n' > "$1/etc/apt/preferences.d/usrmerge"`,
  '--customize-hook=rm "$1/etc/apt/preferences.d/usrmerge"',
];
