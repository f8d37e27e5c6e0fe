import { join } from 'node:path';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { OwnRule } from '../diagnosis/own-rules.ts';
import type { BuiltImage, RunFacts, ToolOutput } from '../diagnosis/snapshot.ts';
import { type Collected, collect } from '../evidence/collect.ts';
import { messageOf } from '../lib/error.ts';
import type { Fault } from '../model/fault.ts';
import type { ReleaseRecord } from '../model/release.ts';
import type { RunContext } from './context.ts';
import { httpFacts } from './http-facts.ts';
import type { StageFailure } from './stage.ts';

/** What is still wrong when everything was taken back, looked at again: the cause of the failure may be gone, and another be left. */
export async function explainRest(
  context: RunContext,
  records: readonly ReleaseRecord[],
  signal: AbortSignal,
): Promise<void> {
  const [bad] = records.filter((record) => !record.verified);
  const { config, emit } = context;
  if (!bad || config['on-failure'].collect === 'none') return;
  const rollback = { release: bad.name, to: bad.rolledBackTo ?? 0, problems: [bad.detail ?? 'it was not verified'] };
  try {
    const { items, snapshot } = await look(context, { failures: [], run: { rollback }, folder: afterwards }, signal);
    for (const item of items) emit({ kind: 'evidence', item: { ...item, file: `${afterwards}/${item.file}` } });
    for (const fault of diagnose(snapshot, ownRules(config.rules))) emit({ kind: 'fault', fault: later(fault) });
  } catch (error) {
    emit({ kind: 'note', level: 'error', text: `what the rollback left is not known: ${messageOf(error)}` });
  }
}

const afterwards = 'after-rollback';

function later(fault: Fault): Fault {
  const evidence = fault.evidence.map(({ text, file }) => (file ? { text, file: `${afterwards}/${file}` } : { text }));
  return { ...fault, title: `After the rollback: ${fault.title}`, evidence };
}

/** Collects evidence and names the cause. Everything found is said as an event; nothing here can change what happened. */
export async function explain(
  context: RunContext,
  failures: readonly StageFailure[],
  signal: AbortSignal,
): Promise<readonly Fault[]> {
  const { config, emit } = context;
  if (config['on-failure'].collect === 'none') return [];
  try {
    const { items, snapshot } = await look(context, { failures }, signal);
    for (const item of items) emit({ kind: 'evidence', item });
    const faults = failures.length > 0 ? diagnose(snapshot, ownRules(config.rules)) : [];
    for (const fault of faults) emit({ kind: 'fault', fault });
    return faults;
  } catch (error) {
    emit({ kind: 'note', level: 'error', text: `the evidence is not complete: ${messageOf(error)}` });
    return [];
  }
}

function ownRules(rules: RunContext['config']['rules']): readonly OwnRule[] {
  return Object.entries(rules).map(([id, rule]) => ({ id, ...rule }));
}

interface Look {
  readonly failures: readonly StageFailure[];
  readonly run?: RunFacts;
  /** Below the evidence, where it is not the first look. */
  readonly folder?: string;
}

function look(context: RunContext, { failures, run, folder = '' }: Look, signal: AbortSignal): Promise<Collected> {
  const { plan, ports, settings, state } = context;
  const { cluster } = state;
  return collect(
    {
      target: {
        namespace: plan.namespace,
        ...(cluster ? { kubeconfig: cluster.kubeconfig, context: cluster.context } : {}),
      },
      dir: join(settings.out, 'evidence', folder),
      extent: failures.length > 0 || run ? 'full' : 'small',
      cluster: cluster !== undefined,
      run: { ...runFacts(context), ...run },
      outputs: failures.map(toOutput),
      ...(cluster?.provider === 'minikube' ? { minikube: cluster.name } : {}),
    },
    { exec: ports.exec, clock: ports.clock, redactor: ports.redactor, signal },
  );
}

/** What this run did, as far as it explains what went wrong. */
function runFacts({ config, state }: RunContext): RunFacts {
  const [release] = [...state.releases.values()].filter(({ touched }) => touched).slice(-1);
  const chart = release && config.releases[release.name]?.chart;
  return {
    images: [...state.built].flatMap(([name, built]) =>
      [...new Set([...built.tags, built.contentTag, state.deployAs.get(name) ?? built.contentTag])].map(
        (ref): BuiltImage => ({ ref, digests: [built.id], architecture: built.architecture, user: built.user }),
      ),
    ),
    http: httpFacts(state.badChecks),
    ...(release ? { release: release.name } : {}),
    ...(chart && !chart.includes('://') ? { chartPath: chart } : {}),
  };
}

/** The message of a failed stage holds the last words of the program that failed in it. */
function toOutput({ stage, message }: StageFailure): ToolOutput {
  const command = /^[^\n]*?: (.+)$/m.exec(message)?.[1] ?? stage;
  return { tool: toolIn(`${stage} ${message}`), command, text: message };
}

function toolIn(text: string): ToolOutput['tool'] {
  const named = /\b(minikube|kind|docker|helm|kubectl)\b/.exec(text)?.[1] as ToolOutput['tool'] | undefined;
  return named ?? 'helm';
}
