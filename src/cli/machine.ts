import { accessSync, constants, readFileSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import type { EngineFacts, MachineFacts, ProgramFacts, ProgramName } from '../doctor/facts.ts';
import { programNames } from '../doctor/facts.ts';
import { cgroupOf, familyOf, inotifyOf, memoryOf, openFilesOf, routesOf } from '../doctor/parse-proc.ts';
import type { Exec } from '../ports/exec.ts';
import { catalog, parseVersion, type ToolName } from '../tools/catalog.ts';

export interface MachineSources {
  readonly exec: Exec;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly platform: string;
  readonly arch: string;
  readonly uid: number | undefined;
  /** Where `proc`, `sys` and `etc` are; `/` except in tests. */
  readonly root: string;
  readonly chromium: string | undefined;
}

/** Looks a machine up. Nothing is changed, nothing is downloaded. */
export async function readMachine(sources: MachineSources): Promise<MachineFacts> {
  const { env, platform, arch, uid } = sources;
  const file = (path: string): string | undefined => textOf(join(sources.root, path));
  const release = file('etc/os-release') ?? '';
  const programs = await readPrograms(sources);
  const engine = await readEngine(programs.docker, sources);
  const named = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT'].flatMap(
    (name) => env[name] || [],
  );
  const disk = engine.answers && engine.rootDir !== '' && textless(engine.rootDir) ? engine.rootDir : sources.root;
  return {
    os: familyOf(platform, release),
    osName: /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? platform,
    wsl: /microsoft/i.test(file('proc/version') ?? ''),
    arch,
    root: uid === 0,
    cpus: availableParallelism(),
    memoryBytes: memoryOf(file('proc/meminfo')) ?? totalmem(),
    freeDisk: freeAt(disk),
    programs,
    engine,
    socket: socketOf(env.DOCKER_HOST),
    cgroup: cgroupOf(file('sys/fs/cgroup/cgroup.controllers'), platform),
    inotify: inotifyOf(file('proc/sys/fs/inotify/max_user_instances'), file('proc/sys/fs/inotify/max_user_watches')),
    openFiles: openFilesOf(file('proc/self/limits')),
    routes: routesOf(file('proc/net/route') ?? ''),
    env: Object.fromEntries(
      Object.entries(env).filter(
        (entry): entry is [string, string] =>
          /proxy$|^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|PIP_CERT)$/i.test(entry[0]) &&
          entry[1] !== undefined,
      ),
    ),
    unreadable: named.filter((path) => textOf(path) === undefined),
    loopbackPort: await canListen(),
    chromium: sources.chromium,
  };
}

async function readPrograms(sources: MachineSources): Promise<Readonly<Record<ProgramName, ProgramFacts>>> {
  const found = await Promise.all(programNames.map(async (name) => [name, await readProgram(name, sources)] as const));
  return Object.fromEntries(found) as Readonly<Record<ProgramName, ProgramFacts>>;
}

/** By its full path, so that what downloads missing programs stays out of it. */
async function readProgram(name: ProgramName, { exec, env }: MachineSources): Promise<ProgramFacts> {
  const path = (env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
  if (path === undefined) return { there: false };
  const args = name in catalog ? catalog[name as ToolName].versionArgs : ['--version'];
  const outcome = await exec({ tool: path, args, timeoutMs: 20_000 });
  return { there: true, path, version: outcome.failed ? undefined : parseVersion(outcome.stdout) };
}

async function readEngine(docker: ProgramFacts, { exec, now }: MachineSources): Promise<EngineFacts> {
  if (!docker.there) return { answers: false, reason: 'not-installed', detail: '' };
  const asked = now();
  const outcome = await exec({ tool: docker.path, args: ['info', '--format', '{{json .}}'], timeoutMs: 20_000 });
  const said = `${outcome.stderr}\n${outcome.stdout}`;
  const info = /\{.*\}/s.exec(outcome.stdout)?.[0];
  const facts =
    info === undefined
      ? {}
      : (JSON.parse(info) as { ServerVersion?: string; SystemTime?: string; DockerRootDir?: string });
  if (facts.ServerVersion) {
    const time = Date.parse(facts.SystemTime ?? '');
    const skewMs = Number.isNaN(time) ? undefined : time - (asked + now()) / 2;
    return { answers: true, version: facts.ServerVersion, skewMs, rootDir: facts.DockerRootDir ?? '' };
  }
  if (outcome.ended === 'timed-out') return { answers: false, reason: 'not-running', detail: 'no answer in 20 s' };
  if (/permission denied/i.test(said)) return { answers: false, reason: 'not-allowed', detail: '' };
  if (/cannot connect|failed to connect|error during connect|daemon running/i.test(said))
    return { answers: false, reason: 'not-running', detail: '' };
  return { answers: false, reason: 'unclear', detail: said.trim().split('\n')[0] ?? 'no answer' };
}

function freeAt(path: string): MachineFacts['freeDisk'] {
  const { bavail, bsize } = statfsSync(path);
  return { path, bytes: bavail * bsize };
}

function socketOf(host: string | undefined): MachineFacts['socket'] {
  if (host !== undefined && host !== '' && !host.startsWith('unix://')) return undefined;
  const path = (host || 'unix:///var/run/docker.sock').slice('unix://'.length);
  return { path, there: textless(path), writable: isWritable(path) };
}

function canListen(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Undefined for what is not there or may not be read: that is itself the fact. */
function textOf(path: string): string | undefined {
  return attempt(() => readFileSync(path, 'utf8'));
}

function textless(path: string): boolean {
  return attempt(() => statSync(path)) !== undefined;
}

function isExecutable(path: string): boolean {
  return attempt(() => accessSync(path, constants.X_OK) ?? true) === true && statSync(path).isFile();
}

function isWritable(path: string): boolean {
  return attempt(() => accessSync(path, constants.W_OK) ?? true) === true;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
}
