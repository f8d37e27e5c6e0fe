import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunFacts, ToolOutput } from '../../src/diagnosis/snapshot.ts';
import type { Exec, Outcome } from '../../src/ports/exec.ts';
import { canaryObjects } from './canary.ts';
import type { FaultCase, Step } from './case.ts';

/** Where one case happens. */
export interface Place {
  readonly namespace: string;
  /** Context of its cluster, and the name of its node; absent when there is no cluster to ask. */
  readonly node: string | undefined;
  /** A folder for it alone. */
  readonly work: string;
  readonly canary: string;
  readonly exec: Exec;
}

export interface Injected {
  readonly outputs: readonly ToolOutput[];
  readonly run: RunFacts;
}

/** Brings the fault about, beside a pod that shouts a secret, and says what the programs said that failed over it. */
export async function inject(one: FaultCase, place: Place): Promise<Injected> {
  if (place.node) await prepare(one, place);
  const outputs = one.chart && !one.whole ? await install(one, place) : [];
  const said: string[] = [];
  for (const step of one.steps ?? []) {
    const outcome = await perform(step, place);
    said.push(outcome.stdout || outcome.stderr);
    if (step.how === 'fails') outputs.push(outputOf(step, outcome, place));
  }
  return { outputs, run: { ...one.run, ...one.facts?.(said) } };
}

export async function mend(one: FaultCase, place: Place): Promise<void> {
  for (const step of one.mend ?? []) await perform(step, place);
}

/** What a case leaves: its namespace, and what of it lies outside of every namespace. */
export async function clear(one: FaultCase, place: Place): Promise<void> {
  if (!place.node) return;
  const outside = one.objects.filter(({ kind }) => clusterWide.has(String(kind)));
  if (outside.length > 0) await kubectl(place, ['delete', '--ignore-not-found', '-f', '-'], listOf(outside, place));
  await kubectl(place, ['delete', 'namespace', place.namespace, '--wait=false', '--ignore-not-found']);
}

const clusterWide = new Set(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'StorageClass']);

/** The pod has said its secret before the fault comes, so that the secret lies in what is collected. */
async function prepare(one: FaultCase, place: Place): Promise<void> {
  const { namespace } = place;
  await kubectl(place, ['create', 'namespace', namespace]);
  // What is there already is deployed to only with this label.
  await kubectl(place, ['label', 'namespace', namespace, 'app.kubernetes.io/managed-by-pipeline=taskflow-k8s']);
  await kubectl(place, ['-n', namespace, 'wait', '--for=create', 'serviceaccount/default', '--timeout=50s']);
  await kubectl(place, ['-n', namespace, 'apply', '-f', '-'], listOf(canaryObjects(place.canary), place));
  if (one.objects.length > 0) await kubectl(place, ['-n', namespace, 'apply', '-f', '-'], listOf(one.objects, place));
  const ended = '--for=jsonpath={.status.phase}=Succeeded';
  await kubectl(place, ['-n', namespace, 'wait', ended, 'pod/canary', '--timeout=55s']);
}

async function install(one: FaultCase, place: Place): Promise<ToolOutput[]> {
  const chart = writeChart(one, join(place.work, 'chart'), place);
  const step: Step = {
    run: ['helm', 'upgrade', '--install', 'lab', chart, '-n', place.namespace, '--timeout', '60s', '-f', '-'],
    how: 'may-fail',
  };
  const outcome = await perform(step, place, JSON.stringify(one.values ?? {}));
  return outcome.failed ? [outputOf(step, outcome, place)] : [];
}

export function writeChart(one: FaultCase, folder: string, place: Place): string {
  for (const [path, text] of Object.entries({ 'values.yaml': '{}', ...one.chart })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), filled(text, place));
  }
  return folder;
}

async function perform(step: Step, place: Place, stdin?: string): Promise<Outcome> {
  const [tool = '', ...args] = step.run.map((word) => filled(word, place));
  const command = { tool, args: [...accessOf(tool, place), ...args], timeoutMs: 120_000, stdin: stdin ?? '' };
  const end = Date.now() + 120_000;
  for (;;) {
    const outcome = await place.exec(command);
    if (outcome.failed === (step.how === 'fails') || step.how === 'may-fail') return outcome;
    const last = step.how === undefined || Date.now() > end;
    if (last) throw new Error(`${step.run.join(' ')}: ${outcome.failed ? outcome.stderr : 'was expected to fail'}`);
    await new Promise((next) => setTimeout(next, 500));
  }
}

function outputOf(step: Step, outcome: Outcome, place: Place): ToolOutput {
  const command = step.run.map((word) => filled(word, place)).join(' ');
  return { tool: step.run[0] as ToolOutput['tool'], command, text: `${outcome.stdout}${outcome.stderr}` };
}

export async function kubectl(place: Place, args: readonly string[], stdin?: string): Promise<string> {
  return (await perform({ run: ['kubectl', ...args] }, place, stdin)).stdout;
}

function accessOf(tool: string, { node }: Place): readonly string[] {
  if (node && tool === 'kubectl') return ['--context', node];
  return node && tool === 'helm' ? ['--kube-context', node] : [];
}

function listOf(items: readonly unknown[], place: Place): string {
  return filled(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), place);
}

function filled(text: string, { namespace, node = '', work }: Place): string {
  return text.replaceAll('$NAMESPACE', namespace).replaceAll('$NODE', node).replaceAll('$WORK', work);
}
