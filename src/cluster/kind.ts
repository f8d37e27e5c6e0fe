import type { ClusterState } from '../model/cluster.ts';
import { StageError } from '../model/stage-error.ts';
import type { Command, Outcome } from '../ports/exec.ts';
import type { StagePorts } from '../ports/stage.ts';
import { listByLabelArgs, networkCreateArgs, runningByLabelArgs } from '../tools/docker.ts';
import { engineTrouble } from '../tools/docker-trouble.ts';
import { createArgs, deleteArgs, kindConfig, parseCreateLine } from '../tools/kind.ts';
import { lastWords } from '../tools/outcome.ts';
import { freePorts } from './free-ports.ts';
import { awaitInterrupted, noteInterrupted, sweep } from './leftovers.ts';
import type { Presence, Provider } from './provider.ts';
import type { ClusterSpec } from './spec.ts';

const labelOf = (state: ClusterState): string => `io.x-k8s.kind.cluster=${state.name}`;
/** kind does not label its network, so it gets one that we made, with our label and a known address range. */
const networkLabelOf = (state: ClusterState): string => `taskflow-k8s.cluster=${state.name}`;

export const kind: Provider = {
  presence,
  create,
  remove: async (state, ports) => {
    await awaitInterrupted(state, labelOf(state), ports);
    // Without a node kind has made nothing, and may not even be here.
    if ((await presence(state, ports)) !== 'absent')
      await run(state, { args: deleteArgs(state.name, state.kubeconfig), timeoutMs: 120_000 }, ports);
    await sweep(state, labelOf(state), ports);
    await sweep(state, networkLabelOf(state), ports);
  },
  access: (_, node) => ({ kind: 'container', container: node }),
  hasStorage: () => true,
};

async function presence(state: ClusterState, ports: StagePorts): Promise<Presence> {
  const ask = async (args: readonly string[]): Promise<number> => {
    const outcome = await ports.exec({ tool: state.tools.docker, args, timeoutMs: 30_000 }, { signal: ports.signal });
    return outcome.stdout.split('\n').filter(Boolean).length;
  };
  const all = await ask(listByLabelArgs('container', labelOf(state)));
  if (all === 0) return 'absent';
  return (await ask(runningByLabelArgs(labelOf(state)))) === all ? 'running' : 'broken';
}

async function create(spec: ClusterSpec, state: ClusterState, ports: StagePorts): Promise<void> {
  await createNetwork(spec, state, ports);
  const config = spec.kindConfig ?? (await ownConfig(spec, ports));
  const steps: string[] = [];
  const onLine = (text: string): void => {
    const line = parseCreateLine(text);
    if (!line) return;
    steps.push(line.name);
    ports.emit({ kind: 'progress', stage: 'cluster', text: `kind: ${line.name}` });
  };
  const args = createArgs({
    name: spec.name,
    kubeconfig: state.kubeconfig,
    config: '-',
    extraArgs: spec.extraArgs,
    ...(spec.nodeImage === undefined ? {} : { nodeImage: spec.nodeImage }),
  });
  const outcome = await run(state, { args, stdin: config, timeoutMs: spec.createWithinMs }, ports, onLine);
  if (ports.signal.aborted && makesNodes(steps)) await noteInterrupted(state);
  ports.signal.throwIfAborted();
  if (outcome.failed) throw createFailure(spec, outcome, steps);
}

/** kind names a step when it ends: after the image come the nodes. */
function makesNodes(steps: readonly string[]): boolean {
  return steps.length > 0 && steps.every((step) => /^(Ensuring node image|Preparing nodes)/.test(step));
}

async function ownConfig(spec: ClusterSpec, ports: StagePorts): Promise<string> {
  const nodePorts = await freePorts(spec.nodePorts, ports);
  return kindConfig({ nodePorts, workers: spec.nodes - 1, disableDefaultCni: false });
}

async function createNetwork(spec: ClusterSpec, state: ClusterState, ports: StagePorts): Promise<void> {
  const subnet = spec.address?.replace(/\.\d+$/, '.0/24');
  const args = networkCreateArgs(state.name, networkLabelOf(state), subnet);
  const outcome = await ports.exec({ tool: state.tools.docker, args, timeoutMs: 30_000 }, { signal: ports.signal });
  ports.signal.throwIfAborted();
  if (outcome.failed) throw createFailure(spec, outcome, []);
}

export function createFailure(spec: ClusterSpec, outcome: Outcome, steps: readonly string[]): StageError {
  const said = lastWords(outcome, 30);
  const trouble = engineTrouble(outcome, outcome.stderr);
  const where = steps.length > 0 ? ` after "${steps.at(-1)}"` : '';
  const excerpt = lastWords(outcome, 8).split('\n');
  if (trouble)
    return new StageError(
      'infrastructure',
      `The cluster ${spec.name} could not be started${where}: ${trouble.sentence}`,
      {
        remedy: trouble.remedy,
        transient: trouble.transient,
        excerpt,
      },
    );
  const reason = /^ERROR: (.*)$/m.exec(said)?.[1] ?? excerpt[0] ?? '';
  const usersFault = /unknown (apiVersion|field|flag)|error (parsing|reading) config|failed to pull image/i.test(said);
  return new StageError(
    usersFault ? 'failed' : 'infrastructure',
    outcome.ended === 'timed-out'
      ? `kind create cluster ${spec.name} did not finish in time${where}.`
      : `kind create cluster ${spec.name} failed${where}: ${reason}`,
    { excerpt, transient: !usersFault },
  );
}

async function run(
  state: ClusterState,
  command: Omit<Command, 'tool' | 'env'>,
  ports: StagePorts,
  onLine?: (line: string) => void,
): Promise<Outcome> {
  const env = { KUBECONFIG: state.kubeconfig, KIND_EXPERIMENTAL_DOCKER_NETWORK: state.name };
  return ports.exec(
    { ...command, tool: state.tools.provider, env },
    { signal: ports.signal, ...(onLine ? { onLine } : {}) },
  );
}
