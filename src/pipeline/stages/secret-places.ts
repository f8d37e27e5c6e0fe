import { createHmac, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, isLocalChart } from '../../config/config.ts';
import { isGuessable } from '../../lib/redact/values.ts';
import { type CheckResult, check, type Place } from '../../model/check.ts';
import type { RunContext } from '../context.ts';
import type { SecretValues } from '../secrets.ts';

/** Shorter values are found everywhere by chance, as are addresses and common words. */
const shortest = 8;
const maxBytes = 1_000_000;

/** Checkpoint 1: no secret stands in a tracked file that is deployed or built, and one secret has one value. */
export async function checkSecretPlaces(context: RunContext, signal: AbortSignal): Promise<CheckResult[]> {
  if (Object.keys(context.secrets).length === 0) return [];
  return [await inTrackedFiles(context, signal), ...sharedSecrets(context.secrets)];
}

async function inTrackedFiles(context: RunContext, signal: AbortSignal): Promise<CheckResult> {
  const { workspace } = context.settings;
  const id = 'secrets-in-files';
  const title = 'No tracked file holds a secret';
  const args = ['-C', workspace, 'ls-files', '-z', '--', ...deployedPaths(context.config)];
  const listed = await context.ports.exec({ tool: 'git', args, timeoutMs: 30_000 }, { signal });
  if (listed.failed) return check({ id, title, verdict: 'skipped', detail: 'not a git repository' });
  const files = listed.stdout.split('\0').filter(Boolean);
  const found: { readonly place: Place; readonly name: string }[] = [];
  for (const file of files) {
    const text = await textOf(join(workspace, file));
    found.push(...findIn(text, context.secrets).map(({ line, name }) => ({ place: { file, line }, name })));
  }
  const [first] = found;
  if (!first)
    return check({ id, title, verdict: 'passed', detail: `${files.length} files of charts, images and configuration` });
  return check({
    id,
    title,
    verdict: 'failed',
    detail: found.map(({ place, name }) => `${place.file}:${place.line} holds the value of ${name}`).join('\n'),
    remedy: 'Take it out of the file, and give the key a new value: what was committed once is known for ever.',
    place: first.place,
  });
}

/** What goes into the cluster or into an image; tests and notes beside it may hold values made up for them. */
function deployedPaths(config: Config): string[] {
  return [
    ...(config.file === undefined ? [] : [config.file]),
    ...Object.values(config.images).flatMap(({ dockerfile, context }) => [dockerfile, context]),
    ...Object.values(config.releases).flatMap(({ chart, values }) => [
      ...(isLocalChart(chart, config.repositories) ? [chart] : []),
      ...values,
    ]),
  ];
}

/** Empty for what is no text, too large, or only listed. */
async function textOf(file: string): Promise<string> {
  try {
    const info = await stat(file);
    if (!info.isFile() || info.size > maxBytes) return '';
    const bytes = await readFile(file);
    return bytes.includes(0) ? '' : bytes.toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

export interface FoundSecret {
  readonly line: number;
  /** `SECRET.KEY`. */
  readonly name: string;
}

/** As it is, or as a Kubernetes Secret writes it. The value itself is never part of what comes back. */
export function findIn(text: string, secrets: SecretValues): FoundSecret[] {
  return Object.entries(secrets).flatMap(([secret, values]) =>
    Object.entries(values).flatMap(([key, value]) => {
      if (value.length < shortest || isGuessable(value)) return [];
      const forms = [value, Buffer.from(value).toString('base64')];
      const at = forms.map((form) => text.indexOf(form)).find((index) => index >= 0);
      return at === undefined ? [] : [{ line: text.slice(0, at).split('\n').length, name: `${secret}.${key}` }];
    }),
  );
}

const tokenKey = randomBytes(16);

/** Components that share a key must share its value: a token signed by one is refused by the other otherwise. */
export function sharedSecrets(secrets: SecretValues): CheckResult[] {
  const holders = new Map<string, string[]>();
  for (const [secret, values] of Object.entries(secrets))
    for (const key of Object.keys(values)) holders.set(key, [...(holders.get(key) ?? []), secret]);
  return [...holders]
    .filter(([, names]) => names.length > 1)
    .map(([key, names]) => {
      const tokens = names.map((name) => token(secrets[name]?.[key] ?? ''));
      const equal = new Set(tokens).size === 1;
      return check({
        id: `shared-${key}`,
        title: `${key} is the same everywhere`,
        verdict: equal ? 'passed' : 'failed',
        detail: names.map((name, index) => `${name}: ${tokens[index]}`).join(', '),
        ...(equal ? {} : { remedy: `Read ${key} from one variable in every Secret that has it.` }),
      });
    });
}

/** Equal values, equal tokens; new ones in each run, so that none can be looked up. */
function token(value: string): string {
  return createHmac('sha256', tokenKey).update(value).digest('hex').slice(0, 8);
}
