import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../lib/error.ts';
import type { ClusterHandle, ClusterState, NodeRuntime } from '../model/cluster.ts';
import { explainStageError, StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';
import type { NodeFacts } from '../tools/kubectl.ts';
import { existing } from './existing.ts';
import { kind } from './kind.ts';
import { withClusterLock } from './lock.ts';
import { minikube } from './minikube.ts';
import type { Provider } from './provider.ts';
import { waitReady } from './ready.ts';
import { type ClusterSpec, stateOf } from './spec.ts';

const providers: Readonly<Record<ClusterState['provider'], Provider>> = { minikube, kind, existing };

export interface ClusterPorts extends StagePorts {
  /** Called before anything is created, with all that is needed to take it away again. */
  readonly onState?: (state: ClusterState) => void;
}

/** A cluster that is ready: a healthy one of the same configuration is taken over, else one is made. */
export function ensureCluster(spec: ClusterSpec, ports: ClusterPorts): Promise<ClusterHandle> {
  return withClusterLock(`${spec.home}.lock`, ports, () => ensure(spec, ports));
}

async function ensure(spec: ClusterSpec, ports: ClusterPorts): Promise<ClusterHandle> {
  const state = stateOf(spec);
  const adopted = await adopt(spec, state, ports);
  if (adopted) return handleOf(spec, state, adopted, false);
  await saveState(state, ports);
  try {
    return handleOf(spec, state, await make(spec, state, ports), spec.provider !== 'existing');
  } catch (error) {
    if (ports.signal.aborted || !(error instanceof StageError) || !error.help.transient) throw error;
    const text = `The cluster did not start the first time and is tried once more. ${explainStageError(error)}`;
    ports.emit({ kind: 'note', level: 'warning', text, stage: 'cluster' });
    await providers[spec.provider].remove(state, ports);
    return handleOf(spec, state, await make(spec, state, ports), true);
  }
}

/** Takes the cluster away, from its state alone; the state stays when that did not succeed, for another try. */
export async function deleteCluster(state: ClusterState, ports: StagePorts): Promise<void> {
  try {
    await providers[state.provider].remove(state, ports);
  } catch (error) {
    throw new StageError('infrastructure', `Cluster ${state.name} was not removed completely: ${messageOf(error)}`);
  }
  await rm(state.home, { recursive: true, force: true });
}

export async function saveState(state: ClusterState, ports: ClusterPorts): Promise<void> {
  await mkdir(state.home, { recursive: true, mode: 0o700 });
  const temporary = join(state.home, `cluster.json.${process.pid}`);
  await writeFile(temporary, JSON.stringify(state, null, 2));
  await rename(temporary, stateFile(state.home));
  ports.onState?.(state);
}

export async function readState(home: string): Promise<ClusterState | undefined> {
  try {
    return JSON.parse(await readFile(stateFile(home), 'utf8')) as ClusterState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function adopt(
  spec: ClusterSpec,
  state: ClusterState,
  ports: StagePorts,
): Promise<readonly NodeFacts[] | undefined> {
  const provider = providers[spec.provider];
  const presence = await provider.presence(state, ports);
  ports.signal.throwIfAborted();
  if (presence === 'absent') return undefined;
  const saved = await readState(spec.home);
  if (!saved)
    throw new StageError(
      'infrastructure',
      `A ${spec.provider} cluster named ${spec.name} exists, and this project did not make it.`,
      {
        remedy: `Delete it yourself if nobody needs it: ${spec.provider} delete${spec.provider === 'kind' ? ' cluster --name' : ' -p'} ${spec.name}`,
      },
    );
  const why =
    presence === 'broken'
      ? 'does not run'
      : saved.fingerprint === state.fingerprint
        ? undefined
        : 'was made from another configuration';
  if (why === undefined) {
    try {
      return await ready(spec, state, ports, Math.min(30_000, spec.readyWithinMs));
    } catch (error) {
      ports.signal.throwIfAborted();
      await rebuild(spec, state, ports, messageOf(error));
      return undefined;
    }
  }
  await rebuild(spec, state, ports, why);
  return undefined;
}

async function rebuild(spec: ClusterSpec, state: ClusterState, ports: StagePorts, why: string): Promise<void> {
  const text = `Cluster ${spec.name} is made again, because the one that was there ${why}`;
  ports.emit({ kind: 'note', level: 'info', text, stage: 'cluster' });
  await providers[spec.provider].remove(state, ports);
}

async function make(spec: ClusterSpec, state: ClusterState, ports: StagePorts): Promise<readonly NodeFacts[]> {
  await providers[spec.provider].create(spec, state, ports);
  const nodes = await ready(spec, state, ports, spec.readyWithinMs);
  const wrong = nodes.find(({ kubelet }) => spec.kubernetes !== undefined && plain(kubelet) !== plain(spec.kubernetes));
  if (!wrong) return nodes;
  // Nobody wants to find it again the next time.
  await deleteCluster(state, ports);
  throw new StageError(
    'failed',
    `Kubernetes ${spec.kubernetes} is wanted, but node ${wrong.name} runs ${wrong.kubelet}.`,
    {
      remedy: 'Set `cluster.kubernetes` to that version, or `cluster.node-image` to an image of the wanted one.',
    },
  );
}

function ready(
  spec: ClusterSpec,
  state: ClusterState,
  ports: StagePorts,
  withinMs: number,
): Promise<readonly NodeFacts[]> {
  const provider = providers[spec.provider];
  return waitReady(
    {
      kube: { tool: spec.tools.kubectl, kubeconfig: state.kubeconfig, context: state.context },
      docker: spec.tools.docker,
      withinMs,
      nodes: spec.provider === 'existing' ? 1 : spec.nodes,
      storage: provider.hasStorage(spec),
      access: (node) => provider.access(spec, node),
    },
    ports,
  );
}

function handleOf(
  spec: ClusterSpec,
  state: ClusterState,
  nodes: readonly NodeFacts[],
  created: boolean,
): ClusterHandle {
  const provider = providers[spec.provider];
  const first = nodes[0] as NodeFacts;
  const runtime: NodeRuntime = first.runtime.startsWith('docker') ? 'docker' : 'containerd';
  return {
    provider: spec.provider,
    name: spec.name,
    kubeconfig: state.kubeconfig,
    context: state.context,
    nodes: nodes.map(({ name, address }) => ({ name, address, access: provider.access(spec, name) })),
    created,
    arch: first.arch,
    runtime,
    kubernetes: first.kubelet,
  };
}

function stateFile(home: string): string {
  return join(home, 'cluster.json');
}

function plain(text: string): string {
  return text.replace(/^v/, '');
}
