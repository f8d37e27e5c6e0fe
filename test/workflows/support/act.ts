import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Job {
  readonly event: 'pull_request' | 'workflow_dispatch' | 'push';
  readonly workflow: string;
  /** The repository that the workflow runs in. */
  readonly repository: string;
  /** The event's payload; what a person types in by hand lies under `inputs`. */
  readonly payload?: unknown;
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** `org/repository@ref` → folder. */
  readonly actions: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Another GitHub than github.com, such as `github.localhost:8443`. */
  readonly instance?: string;
  /** Cancelled, as by a click, as soon as this holds. */
  readonly cancelWhen?: () => boolean;
}

export interface Ended {
  readonly code: number | null;
  readonly log: string;
}

/** A workflow on this machine, by act: each job's checkout is a copy of the repository, each step a real process. */
export function act(job: Job): Promise<Ended> {
  const home = mkdtempSync(join(tmpdir(), 'act-'));
  const payload = join(home, 'event.json');
  writeFileSync(payload, JSON.stringify(job.payload ?? {}));
  const args = [
    ...[job.event, '--workflows', join(job.repository, '.github/workflows', job.workflow)],
    ...['--directory', job.repository, '--platform', 'ubuntu-latest=-self-hosted', '--eventpath', payload],
    ...[
      '--no-cache-server',
      '--action-cache-path',
      join(home, 'cache'),
      '--artifact-server-path',
      join(home, 'artifacts'),
    ],
    ...['--artifact-server-addr', '127.0.0.1', '--artifact-server-port', '0'],
    ...(job.instance === undefined ? [] : ['--github-instance', job.instance]),
    ...pairs('--var', job.vars),
    ...pairs('--secret', job.secrets),
    ...pairs('--local-repository', job.actions),
  ];
  const child = spawn('act', args, { env: { ...process.env, ...job.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let log = '';
    const watch = setInterval(() => {
      if (!job.cancelWhen?.()) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 500);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      resolve({ code, log });
    });
  });
}

function pairs(flag: string, values: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
}
