import { join, resolve } from 'node:path';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Snapshot } from '../diagnosis/snapshot.ts';
import { collect } from '../evidence/collect.ts';
import { seal } from '../evidence/seal.ts';
import type { Fault } from '../model/fault.ts';
import { UsageError } from '../model/problem.ts';
import { exitCodes } from '../model/verdict.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import type { ParsedArgs } from './args.ts';
import type { Terminal } from './run.ts';

/** `taskflow-k8s diagnose`: what is wrong in a namespace of any cluster. It only reads. */
export async function diagnoseCommand(args: ParsedArgs, ports: PipelinePorts, terminal: Terminal): Promise<number> {
  const { namespace, context, kubeconfig, release } = args.flags;
  if (!namespace)
    throw new UsageError([
      { source: '--namespace', message: 'is missing', hint: 'such as taskflow-k8s diagnose -n shop' },
    ]);
  const dir = resolve(terminal.cwd, args.flags.out ?? '.taskflow-k8s/diagnosis');
  const { snapshot } = await collect(
    {
      target: { namespace, ...(context ? { context } : {}), ...(kubeconfig ? { kubeconfig } : {}) },
      dir: join(dir, 'evidence'),
      extent: 'full',
      cluster: true,
      run: release ? { release } : {},
      outputs: [],
    },
    { ...ports, signal: terminal.signal },
  );
  const faults = diagnose(snapshot);
  const sealed = await seal(dir, ports.redactor);
  const show = (text: string) => terminal.out(ports.redactor.text(text));
  if (args.switches.has('json')) show(JSON.stringify({ namespace, faults, gaps: snapshot.gaps }, null, 2));
  else for (const line of story(snapshot, faults, args.switches.has('quiet'))) show(line);
  for (const { file } of sealed.withheld) terminal.err(`withheld, since it held a secret: ${file}`);
  terminal.err(`evidence in ${dir}`);
  return verdictOf(snapshot, faults);
}

function verdictOf(snapshot: Snapshot, faults: readonly Fault[]): number {
  const roots = faults.filter((fault) => fault.root);
  if (roots.length > 0)
    return roots.every((fault) => fault.infrastructure) ? exitCodes.infrastructure : exitCodes.failed;
  return blind(snapshot) ? exitCodes.infrastructure : exitCodes.passed;
}

/** Without the objects nothing can be called healthy. A part of them that is forbidden is only a gap. */
function blind(snapshot: Snapshot): boolean {
  return snapshot.gaps.some((gap) => gap.what === 'objects') && snapshot.objects.workloads.length === 0;
}

function story(snapshot: Snapshot, faults: readonly Fault[], quiet: boolean): readonly string[] {
  const roots = faults.filter((fault) => fault.root);
  const gaps = quiet ? [] : snapshot.gaps.map((gap) => `could not look at ${gap.what}: ${gap.why.split('\n')[0]}`);
  if (roots.length === 0 && blind(snapshot))
    return [`namespace ${snapshot.namespace} could not be looked at, so nothing is known about it`, ...gaps];
  if (roots.length === 0)
    return [
      `nothing wrong was found in namespace ${snapshot.namespace}: ${snapshot.objects.pods.length} pods`,
      ...gaps,
    ];
  return [...roots.flatMap((fault, index) => faultLines(fault, index)), ...consequences(faults), ...gaps];
}

function faultLines(fault: Fault, index: number): readonly string[] {
  const sure = fault.confidence === 'low' ? 'likely: ' : '';
  return [
    `${index === 0 ? 'root cause' : 'also broken, independent'}: ${sure}${fault.title} [${fault.id}]`,
    `  where:     ${fault.object}`,
    ...fault.evidence.map((line) => `  evidence:  ${line.text}${line.file ? ` (${line.file})` : ''}`),
    `  remedy:    ${fault.remedy}`,
    `  see it:    ${fault.reproduce}`,
    '',
  ];
}

function consequences(faults: readonly Fault[]): readonly string[] {
  return faults
    .filter((fault) => !fault.root)
    .map((fault) => `follows from it: ${fault.title} (${fault.object}) [${fault.id}]`);
}
