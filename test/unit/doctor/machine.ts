import type { MachineFacts } from '../../../src/doctor/facts.ts';

export const there = (version: string): MachineFacts['programs']['docker'] => ({
  there: true,
  path: '/usr/bin/x',
  version,
});
/** A machine that has everything. */
export const well: MachineFacts = {
  os: 'debian',
  osName: 'Debian GNU/Linux 12',
  wsl: false,
  arch: 'x64',
  root: false,
  cpus: 4,
  memoryBytes: 16 * 1024 ** 3,
  freeDisk: { path: '/', bytes: 50 * 1024 ** 3 },
  programs: {
    docker: there('v28.0.0'),
    minikube: there('v1.38.1'),
    kind: there('v0.33.0'),
    kubectl: there('v1.34.4'),
    helm: there('v3.22.0'),
    git: there('v2.40.0'),
  },
  engine: { answers: true, version: '28.0.0', skewMs: 20, rootDir: '/var/lib/docker' },
  socket: { path: '/var/run/docker.sock', there: true, writable: true },
  cgroup: { version: 2, controllers: ['cpu', 'memory', 'pids', 'io'] },
  inotify: { instances: 512, watches: 524_288 },
  openFiles: 65_536,
  routes: ['172.17.0.0/16'],
  env: {},
  unreadable: [],
  loopbackPort: true,
  chromium: '/usr/bin/chromium',
};
