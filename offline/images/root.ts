/** A root file system from Debian packages: mmdebstrap's argument list, and its run. */

import { run } from './run.ts';
import type { RootSpec } from './specs.ts';

const excluded = [
  '/usr/share/doc/*',
  '/usr/share/man/*',
  '/usr/share/locale/*',
  '/usr/share/info/*',
  '/usr/share/lintian/*',
];

export type RootRequest = {
  readonly spec: RootSpec;
  readonly folder: string;
  readonly bundle: string;
  readonly tar: string;
  /** Another mirror than Debian's own, as company networks have one. */
  readonly mirror?: string | undefined;
};

export const buildRoot = async (request: RootRequest): Promise<void> => {
  // A fixed time makes the same packages give the same layer, byte for byte.
  await run('mmdebstrap', mmdebstrapArgs(request), { env: { SOURCE_DATE_EPOCH: '1700000000' } });
};

export const mmdebstrapArgs = ({ spec, folder, bundle, tar, mirror }: RootRequest): readonly string[] => [
  '--quiet',
  `--variant=${spec.how === 'installed' ? 'apt' : 'extract'}`,
  ...(spec.how === 'installed' ? dpkgFilters(spec) : []),
  `--include=${spec.packages.join(',')}`,
  ...(spec.before === undefined ? [] : [`--essential-hook=${inside(spec.before)}`]),
  ...(spec.how === 'installed'
    ? trust(folder, bundle)
    : [`--customize-hook=${put(bundle, '/etc/ssl/certs/ca-certificates.crt', '644')}`]),
  ...spec.files.map(([from, to]) => `--customize-hook=${put(`${folder}/${from}`, to, '755')}`),
  `--customize-hook=${inside(spec.setup, spec.how)}`,
  `--customize-hook=${put(`${folder}/debian/tidy.sh`, '/tmp/tidy.sh', '755')}`,
  `--customize-hook=${inside('sh /tmp/tidy.sh', spec.how)}`,
  spec.suite,
  tar,
  ...(mirror === undefined ? [] : [mirror]),
];

const dpkgFilters = (spec: RootSpec): readonly string[] => [
  ...[...excluded, ...(spec.exclude ?? [])].map((glob) => `--dpkgopt=path-exclude=${glob}`),
  '--dpkgopt=path-include=/usr/share/doc/*/copyright',
];

const trust = (folder: string, bundle: string): readonly string[] => [
  `--customize-hook=${put(`${folder}/debian/trust.sh`, '/tmp/trust.sh', '755')}`,
  `--customize-hook=${put(bundle, '/tmp/host.pem', '644')}`,
  `--customize-hook=${inside('sh /tmp/trust.sh /tmp/host.pem')}`,
];

const put = (from: string, to: string, mode: string): string => `install -D -m ${mode} ${shell(from)} "$1"${to}`;

// Extracted files bring no shell but BusyBox's.
const inside = (command: string, how: RootSpec['how'] = 'installed'): string =>
  `chroot "$1" ${how === 'installed' ? 'sh' : '/bin/busybox sh'} -euc ${shell(command)}`;

const shell = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
