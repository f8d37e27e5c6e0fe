// Runs the real helm of PATH on a chart; `make test` puts the kit's programs there.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAll } from 'js-yaml';

export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
};
export type Options = {
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly release?: string;
};
export type Outcome = { readonly ok: boolean; readonly stdout: string; readonly stderr: string };

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const KUBERNETES = '1.34.4';

export const notRun = (program: string, error: Error): string =>
  `${program} cannot be run (${error.message}): put it on PATH, or let \`make test\` build the kit, which has it`;

export const run = (program: string, args: readonly string[], input?: string): Outcome => {
  const done = spawnSync(program, args, {
    cwd: ROOT,
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
  if (done.error !== undefined) {
    throw new Error(notRun(program, done.error));
  }
  return { ok: done.status === 0, stdout: done.stdout, stderr: done.stderr };
};

export const template = (chart: string, options: Options = {}): Outcome =>
  run('helm', [
    'template',
    options.release ?? 'example',
    chart,
    '--namespace=example',
    `--kube-version=${KUBERNETES}`,
    ...(options.values ?? []).map((file) => `--values=${join(chart, file)}`),
    ...(options.set ?? []).map((pair) => `--set=${pair}`),
  ]);

export const render = (chart: string, options: Options = {}): readonly Manifest[] => {
  const { ok, stdout, stderr } = template(chart, options);
  if (!ok) throw new Error(`helm template ${chart}: ${stderr}`);
  return manifests(stdout);
};

export const manifests = (text: string): readonly Manifest[] =>
  (loadAll(text) as readonly (Manifest | null | undefined)[]).filter((found) => found !== null && found !== undefined);

export const find = (all: readonly Manifest[], kind: string, name: string): Manifest => {
  const found = all.find((one) => one.kind === kind && one.metadata.name === name);
  if (found === undefined) {
    throw new Error(`no ${kind} ${name} among ${all.map((one) => `${one.kind} ${one.metadata.name}`).join(', ')}`);
  }
  return found;
};

/** The value at a path of keys and indexes, or undefined. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Reflect.get(inner, key);
  }, value);
