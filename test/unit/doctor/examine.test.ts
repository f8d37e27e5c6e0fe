import { describe, expect, test } from '@jest/globals';
import { examine, isReady } from '../../../src/doctor/examine.ts';
import { explainFindings } from '../../../src/doctor/explain.ts';
import type { Finding, MachineFacts, OsFamily } from '../../../src/doctor/facts.ts';
import { routesOf } from '../../../src/doctor/parse-proc.ts';
import { there, well } from './machine.ts';

const find = (
  facts: Partial<MachineFacts>,
  id: string,
  provider: 'minikube' | 'kind' | 'existing' = 'minikube',
): Finding | undefined => examine({ ...well, ...facts }, provider).find((finding) => finding.id === id);

test('a machine that has everything is ready, and nothing is said against it', () => {
  const findings = examine(well, 'minikube');
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(isReady(findings)).toBe(true);
  expect(explainFindings(well, findings, 80)).toContain('Everything that a run needs is here.');
});

describe('what stops a run', () => {
  const cases: readonly (readonly [string, Partial<MachineFacts>, string])[] = [
    [
      'docker',
      { programs: { ...well.programs, docker: { there: false } } },
      'sudo apt-get install docker.io docker-buildx',
    ],
    [
      'docker',
      { programs: { ...well.programs, docker: there('v19.3.0') } },
      'sudo apt-get install docker.io docker-buildx',
    ],
    [
      'engine',
      { engine: { answers: false, reason: 'not-running', detail: '' } },
      'sudo systemctl start docker || sudo service docker start',
    ],
    ['engine', { engine: { answers: false, reason: 'not-allowed', detail: '' } }, 'sudo usermod -aG docker "$USER"'],
    ['cpus', { cpus: 1 }, 'a machine or runner with more cores'],
    ['memory', { memoryBytes: 1e9 }, 'a machine or runner with more memory'],
    ['disk', { freeDisk: { path: '/', bytes: 1e9 } }, 'docker system df    # what Docker holds'],
    ['ports', { loopbackPort: false }, 'ip link set lo up'],
    [
      'ca-bundle',
      { env: { SSL_CERT_FILE: '/no' }, unreadable: ['/no'] },
      'unset SSL_CERT_FILE, or let it name a file that is there',
    ],
  ];
  test.each(cases)('%s', (id, facts, remedy) => {
    const finding = find(facts, id);
    expect(finding).toMatchObject({ needed: true, state: expect.not.stringMatching('ok') });
    expect(finding?.remedy[0]).toBe(remedy);
    expect(isReady(examine({ ...well, ...facts }, 'minikube'))).toBe(false);
  });
});

describe('what is only worth a look', () => {
  const cases: readonly (readonly [string, Partial<MachineFacts>, string])[] = [
    ['minikube', { programs: { ...well.programs, minikube: { there: false } } }, 'missing'],
    ['helm', { programs: { ...well.programs, helm: there('v3.1.0') } }, 'too old'],
    ['clock', { engine: { answers: true, version: '28', skewMs: -90_000, rootDir: '' } }, 'low'],
    ['memory', { memoryBytes: 3 * 1024 ** 3 }, 'low'],
    ['cgroup', { cgroup: { version: 1, controllers: [] } }, 'low'],
    ['cgroup', { cgroup: { version: 2, controllers: ['cpu', 'pids'] } }, 'low'],
    ['inotify', { inotify: { instances: 64, watches: 8192 } }, 'low'],
    ['open-files', { openFiles: 256 }, 'low'],
    ['proxy', { env: { HTTPS_PROXY: 'http://user:hush@proxy:3128', NO_PROXY: 'localhost' } }, 'low'],
    ['routes', { routes: ['192.168.0.0/16'] }, 'low'],
    ['chromium', { chromium: undefined }, 'missing'],
  ];
  test.each(cases)('%s', (id, facts, state) => {
    expect(find(facts, id)).toMatchObject({ state });
    expect(find(facts, id)?.remedy.length).toBeGreaterThan(0);
    expect(isReady(examine({ ...well, ...facts }, 'minikube'))).toBe(true);
  });
});

test('an existing cluster asks nothing of this machine’s cores and of Minikube', () => {
  const ids = examine({ ...well, cpus: 1 }, 'existing').map(({ id }) => id);
  expect(ids).not.toContain('cpus');
  expect(ids).not.toContain('minikube');
});

test('the proxy’s password is not shown, and the remedy keeps what is excepted already', () => {
  const finding = find({ env: { HTTPS_PROXY: 'http://user:hush@proxy:3128', NO_PROXY: 'localhost,.corp' } }, 'proxy');
  expect(JSON.stringify(finding)).not.toContain('hush');
  expect(finding?.remedy[0]).toMatch(/^export NO_PROXY=localhost,\.corp,127\.0\.0\.1,/);
});

const families: readonly OsFamily[] = ['debian', 'fedora', 'alpine', 'arch', 'suse', 'macos', 'windows', 'linux'];
test.each(families)('%s has a way to Docker, and root needs no sudo', (os) => {
  const facts = { os, root: true, programs: { ...well.programs, docker: { there: false } as const } };
  const remedy = find(facts, 'docker')?.remedy ?? [];
  expect(remedy.length).toBeGreaterThan(0);
  expect(remedy.join()).not.toContain('sudo');
});

test('destinations of the routing table', () => {
  const table = ['Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT'];
  table.push('eth0 00000000 010011AC 0003 0 0 0 00000000 0 0 0', 'tun0 0000A8C0 00000000 0001 0 0 0 0000FFFF 0 0 0');
  expect(routesOf(table.join('\n'))).toEqual(['192.168.0.0/16']);
});
