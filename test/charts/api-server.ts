// A real API server with its etcd and nothing else: it admits and stores, and no pod ever runs.
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { notRun } from './helm.ts';

export type ApiServer = { readonly kubeconfig: string; readonly stop: () => Promise<void> };

export const startApiServer = async (): Promise<ApiServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'api-server-'));
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
  const kubeconfig = writeConfig(folder, secure);
  const children = [
    start('etcd', etcd(folder, client, peer)),
    start('kube-apiserver', apiServer(folder, client, secure)),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map((child) => end(child)));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(kubeconfig, children);
    return { kubeconfig, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const etcd = (folder: string, client: number, peer: number): readonly string[] => [
  `--data-dir=${join(folder, 'etcd')}`,
  `--listen-client-urls=http://127.0.0.1:${client}`,
  `--advertise-client-urls=http://127.0.0.1:${client}`,
  `--listen-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-cluster=default=http://127.0.0.1:${peer}`,
  '--unsafe-no-fsync',
];

const apiServer = (folder: string, client: number, secure: number): readonly string[] => [
  `--etcd-servers=http://127.0.0.1:${client}`,
  `--secure-port=${secure}`,
  '--bind-address=127.0.0.1',
  '--advertise-address=127.0.0.1',
  '--endpoint-reconciler-type=none',
  `--cert-dir=${join(folder, 'certs')}`,
  '--service-cluster-ip-range=10.0.0.0/24',
  '--service-account-issuer=https://issuer.invalid',
  `--service-account-key-file=${join(folder, 'key.pem')}`,
  `--service-account-signing-key-file=${join(folder, 'key.pem')}`,
  `--token-auth-file=${join(folder, 'tokens.csv')}`,
  '--authorization-mode=RBAC',
];

const writeConfig = (folder: string, port: number): string => {
  const token = randomUUID();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  };
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
};

type Child = { readonly process: ChildProcess; readonly log: () => string };

const start = (program: string, args: readonly string[]): Child => {
  let log = '';
  const process = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  process.stderr?.on('data', (chunk) => {
    log = (log + String(chunk)).slice(-4000);
  });
  process.on('error', (error) => {
    log += notRun(program, error);
  });
  return { process, log: () => log };
};

const ready = async (kubeconfig: string, children: readonly Child[]): Promise<void> => {
  const deadline = Date.now() + 120_000;
  while (!(await answers(kubeconfig))) {
    const ended = children.find((child) => child.process.exitCode !== null || child.process.pid === undefined);
    if (ended !== undefined || Date.now() > deadline) {
      throw new Error(`no API server: ${children.map((child) => child.log()).join('\n')}`);
    }
    await pause(200);
  }
};

const answers = async (kubeconfig: string): Promise<boolean> => {
  const done = spawn('kubectl', [`--kubeconfig=${kubeconfig}`, 'get', '--raw=/readyz'], { stdio: 'ignore' });
  return new Promise((resolve, reject) => done.on('error', reject).on('exit', (code) => resolve(code === 0)));
};

const end = async ({ process }: Child): Promise<void> => {
  if (process.pid === undefined || process.exitCode !== null) return;
  const gone = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGKILL');
  await gone;
};

const freePort = async (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
