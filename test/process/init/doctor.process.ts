import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { nodeExec } from '../../../src/adapters/exec-node.ts';
import { readMachine } from '../../../src/cli/machine.ts';
import { examine, isReady } from '../../../src/doctor/examine.ts';
import type { MachineFacts } from '../../../src/doctor/facts.ts';
import { createRedactor } from '../../../src/lib/redact/redactor.ts';

/** Small programs on PATH, and pretended files of /proc, /sys and /etc. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'doctor-'));
  write('etc/os-release', 'PRETTY_NAME="Fedora Linux 42"\nID=fedora\n');
  write('proc/meminfo', 'MemTotal:        8000000 kB\n');
  write(
    'proc/self/limits',
    'Limit  Soft  Hard\nMax open files            512                  4096                 files\n',
  );
  write('proc/sys/fs/inotify/max_user_instances', '64\n');
  write('proc/sys/fs/inotify/max_user_watches', '8192\n');
  write('sys/fs/cgroup/cgroup.controllers', 'cpuset cpu io memory pids\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function program(name: string, script: string): void {
  write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, 'bin', name), 0o755);
}

function machine(env: Readonly<Record<string, string>> = {}): Promise<MachineFacts> {
  return readMachine({
    exec: nodeExec(createRedactor()),
    env: { PATH: join(root, 'bin'), ...env },
    now: Date.now,
    platform: 'linux',
    arch: 'x64',
    uid: 1000,
    root,
    chromium: undefined,
  });
}

test('an empty machine lacks Docker first of all', async () => {
  const facts = await machine();
  expect(facts).toMatchObject({ os: 'fedora', osName: 'Fedora Linux 42', memoryBytes: 8_192_000_000, openFiles: 512 });
  const findings = examine(facts, 'minikube');
  expect(isReady(findings)).toBe(false);
  expect(findings[0]).toMatchObject({
    id: 'docker',
    state: 'missing',
    remedy: [expect.stringContaining('dnf install'), expect.anything()],
  });
  expect(findings.find(({ id }) => id === 'inotify')).toMatchObject({
    state: 'low',
    found: '64 instances, 8192 watches',
  });
});

test('an engine that answers, with a clock that stands behind, and tools of all ages', async () => {
  program(
    'docker',
    `case "$1" in --version) echo 'Docker version 27.1.0, build x';; *) echo '{"ServerVersion":"27.1.0","SystemTime":"2020-01-01T00:00:00Z","DockerRootDir":"/"}';; esac`,
  );
  program('minikube', 'echo v1.20.0');
  program('kubectl', `echo '{"clientVersion":{"gitVersion":"v1.34.4"}}'`);
  program('helm', 'exit 3');
  const facts = await machine();
  expect(facts.engine).toMatchObject({ answers: true, version: '27.1.0' });
  const states = Object.fromEntries(examine(facts, 'minikube').map(({ id, state }) => [id, state]));
  expect(states).toMatchObject({
    docker: 'ok',
    engine: 'ok',
    clock: 'low',
    minikube: 'too old',
    kubectl: 'ok',
    helm: 'ok',
    git: 'missing',
  });
});

test('an engine that does not let this user in is told from one that does not run', async () => {
  program(
    'docker',
    `[ "$1" = --version ] && echo 'Docker version 27.1.0' || { echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1; }`,
  );
  expect((await machine()).engine).toMatchObject({ answers: false, reason: 'not-allowed' });
  program(
    'docker',
    `[ "$1" = --version ] && echo 'Docker version 27.1.0' || { echo 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?' >&2; exit 1; }`,
  );
  expect((await machine()).engine).toMatchObject({ answers: false, reason: 'not-running' });
});

test('a bundle of certificates that is not there is found', async () => {
  const facts = await machine({ NODE_EXTRA_CA_CERTS: join(root, 'none.pem') });
  expect(examine(facts, 'minikube').find(({ id }) => id === 'ca-bundle')).toMatchObject({
    state: 'missing',
    needed: true,
  });
});
