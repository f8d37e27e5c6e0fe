import { isTroubled } from '../diagnosis/generation.ts';
import type { Pod } from '../diagnosis/kube.ts';
import type { ContainerLog, RunFacts, Snapshot, ToolOutput } from '../diagnosis/snapshot.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';
import type { EvidenceItem } from '../model/evidence.ts';
import type { Clock } from '../ports/clock.ts';
import type { Command, Exec } from '../ports/exec.ts';
import { failureSentence, lastWords, pasteable } from '../tools/outcome.ts';
import * as commands from './commands.ts';
import { writeFiles, writeObjects } from './files.ts';
import { learnSecrets, type RawLists, type RawObject, toObjects } from './lists.ts';
import { collectLogs } from './logs.ts';
import { releasesOf } from './releases.ts';
import { createWriter } from './writer.ts';

export interface CollectInput {
  readonly target: commands.Target;
  /** The evidence folder. */
  readonly dir: string;
  /** `small` after a success: objects, events and logs, without what only explains a failure. */
  readonly extent: 'full' | 'small';
  readonly run: RunFacts;
  readonly outputs: readonly ToolOutput[];
  /** The Minikube profile, when there is one. */
  readonly minikube?: string;
  /** False when there is no cluster to ask: then only programs' outputs and the machine are looked at. */
  readonly cluster: boolean;
}

export interface CollectPorts {
  readonly exec: Exec;
  readonly clock: Clock;
  readonly redactor: SecretRedactor;
  readonly signal: AbortSignal;
}

export interface Collected {
  readonly snapshot: Snapshot;
  readonly items: readonly EvidenceItem[];
}

type Gap = Snapshot['gaps'][number];

/** Looks at everything once, keeps it as files, and gives it back as data. Secrets are learnt before the first word is written. */
export async function collect(input: CollectInput, ports: CollectPorts): Promise<Collected> {
  const writer = createWriter(input.dir, ports.redactor);
  const gaps: Gap[] = [];
  const lists = input.cluster ? await readLists(input, ports, gaps) : noLists;
  learnSecrets(lists, ports.redactor);
  const objects = toObjects(lists, ports.redactor);
  const takenAt = new Date(ports.clock.now()).toISOString();
  const releases = releasesOf(lists.secrets, input.target.namespace);
  await writeObjects(objects, writer, input.target);
  const [own, system] = await Promise.all([
    collectLogs(worstFirst(objects.pods, takenAt), input.target, writer, ports),
    collectLogs(objects.system.pods.filter(isDnsInTrouble), input.target, writer, ports),
    writeFiles(
      filesOf(
        input,
        releases.map((release) => release.name),
      ),
      writer,
      ports,
    ),
  ]);
  const outputs = await writeOutputs(input.outputs, ports.redactor, writer);
  await writer.finish();
  const logs: readonly ContainerLog[] = [...own, ...system];
  const { context, kubeconfig, namespace } = input.target;
  const run = { ...input.run, ownSecrets: { ...ownSecrets(lists.secrets), ...input.run.ownSecrets } };
  const snapshot: Snapshot = {
    namespace,
    ...(context ? { context } : {}),
    ...(kubeconfig ? { kubeconfig } : {}),
    takenAt,
    objects,
    logs,
    releases,
    outputs,
    run,
    gaps,
  };
  return { snapshot, items: writer.items() };
}

const noLists: RawLists = { namespaced: [], events: [], clusterWide: [], allServices: [], system: [], secrets: [] };

async function readLists({ target }: CollectInput, ports: CollectPorts, gaps: Gap[]): Promise<RawLists> {
  const read = (what: string, command: Command) => readList(what, command, ports, gaps);
  const [objects, configMaps, events, clusterWide, allServices, system, secrets] = await Promise.all([
    read('objects', commands.getObjects(target)),
    read('configmaps', commands.getConfigMaps(target)),
    read('events', commands.getEvents(target)),
    read('cluster', commands.getClusterWide(target)),
    read('services of all namespaces', commands.getAllServices(target)),
    read('kube-system', commands.getSystem(target)),
    read('secrets', commands.getSecrets(target)),
  ]);
  return { namespaced: [...objects, ...configMaps], events, clusterWide, allServices, system, secrets };
}

/** What may be seen of a list is used, also when a part of it is forbidden. */
async function readList(
  what: string,
  command: Command,
  { exec, signal, redactor }: CollectPorts,
  gaps: Gap[],
): Promise<readonly RawObject[]> {
  const outcome = await exec(command, { signal });
  if (outcome.failed) gaps.push({ what, why: redactor.text(lastWords(outcome, 3) || failureSentence(outcome)) });
  if (!outcome.stdout.startsWith('{')) return [];
  try {
    return (JSON.parse(outcome.stdout) as { items?: readonly RawObject[] }).items ?? [];
  } catch {
    gaps.push({ what, why: `${pasteable(command)} gave no complete JSON` });
    return [];
  }
}

/** When time runs out, the logs that matter have been read. */
function worstFirst(pods: readonly Pod[], takenAt: string): readonly Pod[] {
  return [...pods].sort((a, b) => Number(isTroubled(b, takenAt)) - Number(isTroubled(a, takenAt)));
}

function isDnsInTrouble(pod: Pod): boolean {
  return (
    pod.metadata.name.startsWith('coredns-') && (pod.status?.containerStatuses ?? []).some((status) => !status.ready)
  );
}

/** Secrets that this product made carry the name under which the user configures them. */
function ownSecrets(secrets: readonly RawObject[]): Readonly<Record<string, string>> {
  const named = secrets.flatMap(({ metadata }) => {
    const name = metadata.labels?.['taskflow-k8s/secret'];
    return name ? [[metadata.name, `secrets.${name}`] as const] : [];
  });
  return Object.fromEntries(named);
}

interface FileCommand {
  readonly file: string;
  readonly what: string;
  readonly command: Command;
}

function filesOf(input: CollectInput, releases: readonly string[]): readonly FileCommand[] {
  const { target } = input;
  const inFolder = (folder: string, what: string, all: Readonly<Record<string, Command>>) =>
    Object.entries(all).map(([name, command]) => ({
      file: `${folder}/${name}`,
      what: `${what}: ${name.replace(/\.\w+$/, '')}`,
      command,
    }));
  const helm = releases.flatMap((release) =>
    inFolder(`helm/${release}`, `Helm release ${release}`, commands.helmCommands(target, release)),
  );
  if (input.extent === 'small') return helm;
  return [
    ...helm,
    ...(input.cluster
      ? [
          {
            file: 'cluster/version.json',
            what: 'versions of kubectl and of the cluster',
            command: commands.getVersion(target),
          },
          { file: 'describe/pods.txt', what: 'description of all pods', command: commands.describeAll(target, 'pods') },
          {
            file: 'describe/others.txt',
            what: 'description of what the pods belong to',
            command: commands.describeAll(
              target,
              'deployments,statefulsets,jobs,services,persistentvolumeclaims,ingresses',
            ),
          },
        ]
      : []),
    ...inFolder('machine', 'the machine', commands.machineCommands),
    ...(input.minikube ? inFolder('minikube', 'Minikube', commands.minikubeCommands(input.minikube)) : []),
  ];
}

async function writeOutputs(
  outputs: readonly ToolOutput[],
  redactor: SecretRedactor,
  writer: ReturnType<typeof createWriter>,
): Promise<readonly ToolOutput[]> {
  return Promise.all(
    outputs.map(async (output, index) => {
      const item = await writer.write({
        file: `commands/${index + 1}-${output.tool}.txt`,
        what: `what ${output.tool} said when it failed`,
        command: output.command,
        text: output.text,
      });
      return { ...output, command: redactor.text(output.command), text: redactor.text(output.text), file: item.file };
    }),
  );
}
