import type { Part } from '../lib/part.ts';
import { type BaseRoot, rootImage } from '../recipes/base-image.ts';
import { nodeBases } from './base-node.ts';

const common = ['ca-certificates', 'netbase', 'tzdata'];
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const python = (version: string, suite: BaseRoot['suite']): Part =>
  rootImage(
    {
      part: `base-python-${version}`,
      image: `python:${version}-slim`,
      version,
      description: `Stand-in for python:${version}-slim: a minimal Debian ${suite} with Debian's own Python ${version}. Not the official image.`,
      config: { Env: [`PATH=${path}`, 'LANG=C.UTF-8'], Cmd: ['python3'] },
    },
    {
      suite,
      variant: 'apt',
      include: [...common, 'adduser', `python${version}`, `python${version}-venv`],
      files: { 'python/setup.sh': '/tmp/python/setup.sh' },
      setup: `sh /tmp/python/setup.sh ${version}`,
    },
  );

const postgres = rootImage(
  {
    part: 'base-postgres-15',
    image: 'postgres:15',
    version: '15',
    description:
      'Stand-in for postgres:15: PostgreSQL 15 of Debian bookworm, started as the official image is. Not the official image.',
    config: {
      Env: [
        `PATH=${path}:/usr/lib/postgresql/15/bin`,
        'LANG=en_US.utf8',
        'PG_MAJOR=15',
        'PGDATA=/var/lib/postgresql/data',
      ],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['postgres'],
      ExposedPorts: { '5432/tcp': {} },
      Volumes: { '/var/lib/postgresql/data': {} },
      // A fast shutdown: open sessions are ended, nothing is lost.
      StopSignal: 'SIGINT',
    },
  },
  {
    suite: 'bookworm',
    variant: 'apt',
    include: [...common, 'locales', 'postgresql-15', 'xz-utils'],
    // The just-in-time compiler alone is 150 MB; without it PostgreSQL runs as if with jit = off.
    exclude: [
      '/usr/lib/x86_64-linux-gnu/libLLVM*',
      '/usr/lib/postgresql/*/lib/bitcode/*',
      '/usr/lib/postgresql/*/lib/llvmjit*',
    ],
    early: [
      'chroot "$1" groupadd -r -g 999 postgres',
      'chroot "$1" useradd -r -u 999 -g postgres -d /var/lib/postgresql -s /bin/bash postgres',
    ],
    files: {
      'postgres/setup.sh': '/tmp/postgres/setup.sh',
      'postgres/entrypoint': '/usr/local/bin/docker-entrypoint.sh',
    },
    setup: 'sh /tmp/postgres/setup.sh',
  },
);

const busybox = rootImage(
  {
    part: 'base-busybox',
    image: 'busybox:1.36',
    version: '1.35',
    description: "Stand-in for busybox: Debian bookworm's statically linked BusyBox. Not the official image.",
    config: { Env: [`PATH=${path}`], Cmd: ['sh'] },
  },
  {
    suite: 'bookworm',
    variant: 'extract',
    include: ['busybox-static'],
    files: { 'busybox/setup.sh': '/tmp/busybox/setup.sh' },
    setup: '/bin/busybox sh /tmp/busybox/setup.sh',
  },
);

export const bases: readonly Part[] = [
  python('3.11', 'bookworm'),
  ...nodeBases,
  postgres,
  busybox,
  python('3.13', 'trixie'),
];
