/** The images that stand in for official ones where no image registry can be reached. */
import { trustEnvironment } from './trust.ts';

export type RootSpec = {
  readonly suite: 'bookworm' | 'trixie';
  /** `installed`: a minimal Debian system; `extracted`: nothing but the files of the named packages. */
  readonly how: 'installed' | 'extracted';
  readonly packages: readonly string[];
  readonly exclude?: readonly string[];
  /** Run inside the new root before packages are configured, for ids that a package would otherwise choose. */
  readonly before?: string;
  /** Files of this folder that are put into the root: source, then target with its mode. */
  readonly files: readonly (readonly [from: string, to: string])[];
  /** Run inside the root at the end. */
  readonly setup: string;
};

export type ImageSpec = {
  readonly name: string;
  readonly root: RootName;
  readonly description: string;
  /** A folder with package.json and package-lock.json; what it locks becomes a layer in /usr/local. */
  readonly npm?: string;
  readonly config: ImageConfig;
};

export type ImageConfig = {
  readonly Env: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>;
  readonly StopSignal?: string;
};

export type RootName = keyof typeof roots;

const common = ['adduser', 'ca-certificates', 'netbase', 'tzdata', 'usr-is-merged'] as const;

const python = (version: string) => `sh /tmp/python/setup.sh ${version}`;

export const roots = {
  'python-bookworm': {
    suite: 'bookworm',
    how: 'installed',
    packages: [...common, 'python3.11', 'python3.11-venv'],
    files: [['python/setup.sh', '/tmp/python/setup.sh']],
    setup: python('3.11'),
  },
  'python-trixie': {
    suite: 'trixie',
    how: 'installed',
    packages: [...common, 'python3.13', 'python3.13-venv'],
    files: [['python/setup.sh', '/tmp/python/setup.sh']],
    setup: python('3.13'),
  },
  'node-bookworm': {
    suite: 'bookworm',
    how: 'installed',
    packages: [...common.filter((name) => name !== 'adduser'), 'busybox', 'libatomic1', 'libstdc++6'],
    files: [
      ['node/setup.sh', '/tmp/node/setup.sh'],
      ['node/apk', '/sbin/apk'],
      ['node/addgroup', '/usr/sbin/addgroup'],
      ['node/adduser', '/usr/sbin/adduser'],
      ['node/entrypoint', '/usr/local/bin/docker-entrypoint.sh'],
    ],
    setup: 'sh /tmp/node/setup.sh',
  },
  'postgres-bookworm': {
    suite: 'bookworm',
    how: 'installed',
    packages: [...common, 'postgresql-15', 'locales'],
    // The just-in-time compiler alone is 150 MB; without it PostgreSQL runs as if with jit = off.
    exclude: [
      '/usr/lib/x86_64-linux-gnu/libLLVM*',
      '/usr/lib/postgresql/*/lib/bitcode/*',
      '/usr/lib/postgresql/*/lib/llvmjit*',
    ],
    before: 'groupadd -r -g 999 postgres && useradd -r -u 999 -g postgres -d /var/lib/postgresql -s /bin/bash postgres',
    files: [
      ['postgres/setup.sh', '/tmp/postgres/setup.sh'],
      ['postgres/entrypoint', '/usr/local/bin/docker-entrypoint.sh'],
    ],
    setup: 'sh /tmp/postgres/setup.sh',
  },
  busybox: {
    suite: 'bookworm',
    how: 'extracted',
    packages: ['busybox-static'],
    files: [['busybox/setup.sh', '/tmp/busybox/setup.sh']],
    setup: '/bin/busybox sh /tmp/busybox/setup.sh',
  },
} as const satisfies Record<string, RootSpec>;

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const pythonPath = 'PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const pythonImage = (version: string, suite: 'bookworm' | 'trixie'): ImageSpec => ({
  name: `python:${version}-slim`,
  root: `python-${suite}`,
  description: `Stand-in for python:${version}-slim: a minimal Debian ${suite} with Debian's own Python ${version}. Not the official image.`,
  config: { Env: [pythonPath, 'LANG=C.UTF-8', ...trustEnvironment], Cmd: ['python3'] },
});

const nodeImage = (major: string): ImageSpec => ({
  name: `node:${major}-alpine`,
  root: 'node-bookworm',
  description: `Stand-in for node:${major}-alpine: Node.js ${major} from npm on a minimal Debian bookworm, with small substitutes for apk, addgroup and adduser. Neither the official image nor Alpine.`,
  npm: `node/${major}`,
  config: {
    Env: [path, 'npm_config_nodedir=/usr/local', ...trustEnvironment],
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['node'],
  },
});

export const images: readonly ImageSpec[] = [
  pythonImage('3.11', 'bookworm'),
  pythonImage('3.13', 'trixie'),
  nodeImage('18'),
  nodeImage('20'),
  {
    name: 'postgres:15',
    root: 'postgres-bookworm',
    description:
      'Stand-in for postgres:15: PostgreSQL 15 of Debian bookworm, started as the official image is. Not the official image.',
    config: {
      Env: [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/15/bin',
        'LANG=en_US.utf8',
        'PG_MAJOR=15',
        'PGDATA=/var/lib/postgresql/data',
        ...trustEnvironment,
      ],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['postgres'],
      ExposedPorts: { '5432/tcp': {} },
      Volumes: { '/var/lib/postgresql/data': {} },
      // Fast shutdown: open sessions are ended, nothing is lost.
      StopSignal: 'SIGINT',
    },
  },
  {
    name: 'busybox:1.36',
    root: 'busybox',
    description: "Stand-in for busybox: Debian bookworm's statically linked BusyBox. Not the official image.",
    config: { Env: [path, ...trustEnvironment], Cmd: ['sh'] },
  },
];
