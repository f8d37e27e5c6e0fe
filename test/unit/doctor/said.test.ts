import { expect, test } from '@jest/globals';
import { examine } from '../../../src/doctor/examine.ts';
import { explainFindings } from '../../../src/doctor/explain.ts';
import type { MachineFacts, OsFamily } from '../../../src/doctor/facts.ts';
import { there, well } from './machine.ts';

const GiB = 1024 ** 3;
const nothing = { there: false } as const;
const without = (...names: (keyof MachineFacts['programs'])[]): Partial<MachineFacts> => ({
  programs: { ...well.programs, ...Object.fromEntries(names.map((name) => [name, nothing])) },
});
const silent = (
  reason: 'not-installed' | 'not-running' | 'not-allowed' | 'unclear',
  detail = '',
): Partial<MachineFacts> => ({
  engine: { answers: false, reason, detail },
});
const clock = (skewMs: number | undefined): Partial<MachineFacts> => ({
  engine: { answers: true, version: '28', skewMs, rootDir: '' },
});
const proxy = 'http://proxy.corp:3128';
const excepted = '127.0.0.1, localhost,192.168.0.0/16,10.96.0.0/12,10.244.0.0/16,.svc,.cluster.local';

/** One line for each thing that was changed about a machine that has everything. */
const machines: readonly (readonly [string, Partial<MachineFacts>])[] = [
  ['everything', {}],
  ['WSL2', { wsl: true, cpus: 1, cgroup: { version: 1, controllers: [] }, ...clock(-31_000) }],
  ['macOS', { os: 'macos', memoryBytes: GiB, ...clock(31_000) }],
  ['two cores are enough', { cpus: 2 }],
  [
    'no program at all',
    { ...without('docker', 'minikube', 'kind', 'kubectl', 'helm', 'git'), ...silent('not-installed') },
  ],
  [
    'versions of programs untold',
    { programs: { ...well.programs, docker: { there: true, path: '/d', version: undefined } } },
  ],
  ['the oldest Docker', { programs: { ...well.programs, docker: there('v20.10.0') } }],
  [
    'an engine that this user may not use',
    { ...silent('not-allowed'), socket: { path: '/s', there: true, writable: false } },
  ],
  ['the same without a socket', { ...silent('not-allowed'), socket: undefined }],
  ['an engine that does not run', { ...silent('not-running'), socket: { path: '/s', there: false, writable: false } }],
  ['an engine that hangs', { ...silent('not-running'), socket: { path: '/s', there: true, writable: true } }],
  ['an engine that says something else', silent('unclear', 'error during connect: EOF')],
  ['a clock that cannot be compared', clock(undefined)],
  ['clocks as far apart as they may be', clock(30_000)],
  ['memory just enough to begin', { memoryBytes: 1.9 * GiB }],
  ['memory just enough', { memoryBytes: 3.8 * GiB }],
  ['a disk just enough to begin', { freeDisk: { path: '/data', bytes: 4 * GiB } }],
  ['a disk just enough', { freeDisk: { path: '/data', bytes: 10 * GiB } }],
  ['a disk untold', { freeDisk: undefined }],
  ['control groups untold', { cgroup: undefined, inotify: undefined, openFiles: undefined }],
  ['control groups that lack something', { cgroup: { version: 2, controllers: ['cpu', 'memory'] } }],
  ['few watches', { inotify: { instances: 128, watches: 65_535 } }],
  ['few instances', { inotify: { instances: 127, watches: 65_536 } }],
  ['watches just enough', { inotify: { instances: 128, watches: 65_536 }, openFiles: 1024 }],
  ['few files', { openFiles: 1023, root: true, cgroup: { version: 1, controllers: [] } }],
  ['a proxy that excepts nothing', { env: { HTTP_PROXY: proxy } }],
  ['a proxy that excepts the cluster', { env: { https_proxy: proxy, no_proxy: excepted } }],
  ['a route of a VPN', { routes: ['192.0.0.0/8', '192.168.128.0/23', '192.168.5.0/24', '10.0.0.0/8'] }],
  ['no loopback', { loopbackPort: false }],
  ['bundles', { env: { SSL_CERT_FILE: '/a', PIP_CERT: '/a', CURL_CA_BUNDLE: '/b' } }],
  [
    'bundles nobody can read',
    { env: { NODE_EXTRA_CA_CERTS: '/a', REQUESTS_CA_BUNDLE: '/b' }, unreadable: ['/a', '/b'] },
  ],
];

test.each(machines)('what doctor says of: %s', (_, facts) => {
  const machine = { ...well, ...facts };
  const findings = examine(machine, 'minikube');
  const needs = findings.map(({ id, needed, state }) => `${needed ? '!' : ' '} ${id} ${state}`);
  expect(`\n${explainFindings(machine, findings, 100)}\n\n${needs.join('\n')}\n`).toMatchSnapshot();
});

test.each(['kind', 'existing'] as const)('what is looked at for a cluster of %s', (provider) => {
  const findings = examine({ ...well, routes: ['192.168.0.0/16'] }, provider);
  expect(findings.map(({ id }) => id)).toMatchSnapshot();
});

const families: readonly OsFamily[] = ['debian', 'fedora', 'alpine', 'arch', 'suse', 'macos', 'windows', 'linux'];
test.each(families)('every remedy on %s', (os) => {
  const bare = { ...well, os, ...without('docker', 'git'), chromium: undefined };
  const said = [
    ...examine({ ...bare, ...clock(60_000) }, 'minikube'),
    ...examine({ ...bare, ...silent('not-running') }, 'minikube'),
  ];
  expect([...new Set(said.flatMap(({ id, remedy }) => remedy.map((line) => `${id}: ${line}`)))]).toMatchSnapshot();
});
