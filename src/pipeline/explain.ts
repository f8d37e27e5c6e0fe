import { join } from 'node:path';
import { secretKeys } from '../config/config.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { OwnRule } from '../diagnosis/own-rules.ts';
import type { BuiltImage, RunFacts, ToolOutput } from '../diagnosis/snapshot.ts';
import { type Collected, collect } from '../evidence/collect.ts';
import type { Target } from '../evidence/commands.ts';
import { askHelper } from '../evidence/second-opinion.ts';
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
  return { ...fault, after: 'rollback', evidence };
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
    await askAnother(context, faults, signal);
    return faults;
  } catch (error) {
    emit({ kind: 'note', level: 'error', text: `the evidence is not complete: ${messageOf(error)}` });
    return [];
  }
}

/** Only where the user asks for it, and only about a failure; without it, or when it fails, nothing is missing. */
async function askAnother(context: RunContext, faults: readonly Fault[], signal: AbortSignal): Promise<void> {
  const { config, emit, settings, ports } = context;
  const wanted = config['on-failure']['second-opinion'];
  if (!wanted || faults.length === 0 || !context.state.cluster) return;
  const item = await askHelper(
    {
      helper: wanted.helper,
      withinMs: wanted.within,
      question: questionOf(faults),
      target: targetOf(context),
      dir: join(settings.out, 'evidence'),
      withheld: Object.values(config.secrets).flatMap((secret) => Object.values(secretKeys(secret))),
    },
    { exec: ports.exec, redactor: ports.redactor, signal },
  );
  emit({ kind: 'evidence', item });
  const where = item.failed ? `is not to be had: ${item.failed}` : `is in evidence/${item.file}`;
  emit({
    kind: 'note',
    level: 'info',
    text: `the second opinion of ${wanted.helper}, which is not the verdict, ${where}`,
  });
}

/** What was found, as it will be shown; a helper is told no more than a reader of the report. */
function questionOf(faults: readonly Fault[]): string {
  const told = faults.map(
    ({ title, object, evidence }) => `${title} (${object})\n${evidence.map(({ text }) => `  ${text}`).join('\n')}`,
  );
  return `A deployment to Kubernetes failed. What is the cause, and what is to be done? Change nothing. What was seen:\n${told.join('\n')}`.slice(
    0,
    8000,
  );
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
  const { ports, settings, state } = context;
  const { cluster } = state;
  return collect(
    {
      target: targetOf(context),
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

function targetOf({ plan, state: { cluster } }: RunContext): Target {
  const access = cluster ? { kubeconfig: cluster.kubeconfig, context: cluster.context } : {};
  return { namespace: plan.namespace, ...access };
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
