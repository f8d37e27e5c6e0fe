/**
 * What Schemathesis finds of the deliberate faults of the reference: `node test/contract/peers/schemathesis.ts [VARIANT …]`.
 * Not part of `make test`: it installs Schemathesis from PyPI into a virtual environment of its own and takes a quarter of an hour.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reference, startReference } from '../../apps/reference/reference.ts';
import { VARIANTS, type VariantName } from '../../apps/reference/variants.ts';
import { findPython } from '../../apps/support/install.ts';
import { once } from '../../apps/support/once.ts';
import { sharedCache } from '../../apps/support/paths.ts';
import { run } from '../../apps/support/run.ts';

const version = 'schemathesis==4.32.5';

interface Found {
  /** Kind of failure, such as `Response violates schema` → how many. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly generated: number;
  readonly seconds: number;
}

const wanted = process.argv.slice(2) as readonly VariantName[];
const names = wanted.length > 0 ? wanted : (Object.keys(VARIANTS) as readonly VariantName[]);
const program = install();
const reference = await startReference();
const work = mkdtempSync(join(tmpdir(), 'schemathesis-'));
try {
  const token = await signUp(reference);
  for (const name of names) {
    reference.use(name);
    const { kinds, generated, seconds } = await examine(token);
    const words = Object.entries(kinds).map(([kind, count]) => `${count} × ${kind}`);
    console.log(`${name}: ${words.join(', ') || 'nothing'} (${generated} requests, ${seconds.toFixed(0)} s)`);
  }
} finally {
  await reference.stop();
  rmSync(work, { recursive: true, force: true });
}

function install(): string {
  const environment = sharedCache('schemathesis', version);
  once(environment, () => {
    run(findPython() ?? 'python3', ['-m', 'venv', environment]);
    run(join(environment, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', version]);
  });
  return join(environment, 'bin', 'st');
}

async function signUp({ api }: Reference): Promise<string> {
  const answer = await fetch(`${api}/api/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'peer@example.com', password: 'correct horse' }),
  });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

async function examine(token: string): Promise<Found> {
  const started = performance.now();
  const how = [
    '--checks',
    'all',
    '--max-examples',
    '15',
    '--seed',
    '7',
    '--no-color',
    '--exclude-path',
    '/api/v1/chat',
  ];
  const stdout = await output(['run', `${reference.api}/openapi.json`, '-H', `Authorization: Bearer ${token}`, ...how]);
  const kinds = [...stdout.matchAll(/^ +❌ ST\d+ (.+): (\d+)$/gm)].map(([, kind = '', count]) => [kind, Number(count)]);
  if (stdout.includes('Failed to load specification')) kinds.push(['document not loaded', 1]);
  const generated = Number(/(\d+) generated/.exec(stdout)?.[1] ?? 0);
  return { kinds: Object.fromEntries(kinds), generated, seconds: (performance.now() - started) / 1000 };
}

/** It ends with an error when it finds something; only that it could not be started is ours. */
function output(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: work, timeout: 300_000, maxBuffer: 1e8 }, (error, stdout) => {
      if (error?.code === 'ENOENT') reject(error);
      else resolve(stdout);
    });
  });
}
