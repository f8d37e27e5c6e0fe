import { dirname } from 'node:path';
import type { ClusterState } from '../model/cluster.ts';
import { StageError } from '../model/stage-error.ts';
import type { Command, Outcome } from '../ports/exec.ts';
import type { StagePorts } from '../ports/stage.ts';
import { engineTrouble } from '../tools/docker-trouble.ts';
import {
  deleteArgs,
  type MinikubeLine,
  parseStartLine,
  parseStatus,
  startArgs,
  statusArgs,
} from '../tools/minikube.ts';
import { lastWords } from '../tools/outcome.ts';
import { freePorts } from './free-ports.ts';
import { awaitInterrupted, noteInterrupted, sweep } from './leftovers.ts';
import type { Provider } from './provider.ts';
import type { ClusterSpec } from './spec.ts';

export const minikube: Provider = {
  presence: async (state, ports) => {
    const outcome = await run(state, statusArgs(state.name), ports, 30_000);
    const nodes = parseStatus(outcome.stdout);
    if (nodes.length === 0) return 'absent';
    return nodes.every(({ host, kubelet }) => host === 'Running' && kubelet === 'Running') ? 'running' : 'broken';
  },
  create,
  remove: async (state, ports) => {
    const label = `name.minikube.sigs.k8s.io=${state.name}`;
    await awaitInterrupted(state, label, ports);
    await run(state, deleteArgs(state.name), ports, 120_000);
    await sweep(state, label, ports);
  },
  access: (spec, node) => (spec.driver === 'none' ? { kind: 'host' } : { kind: 'container', container: node }),
  hasStorage: (spec) => !spec.extraArgs.includes('--install-addons=false'),
};

async function create(spec: ClusterSpec, state: ClusterState, ports: StagePorts): Promise<void> {
  if (spec.driver === 'none') await refuseMachine(spec, ports);
  const seen: MinikubeLine[] = [];
  const onLine = (text: string): void => {
    const line = parseStartLine(text);
    if (!line) return;
    seen.push(line);
    if (line.kind === 'step')
      ports.emit({
        kind: 'progress',
        stage: 'cluster',
        text: `minikube step ${line.step} of ${line.of}: ${line.name}`,
      });
  };
  const nodePorts = spec.driver === 'docker' ? await freePorts(spec.nodePorts, ports) : [];
  const outcome = await run(state, startArgs(startOf({ ...spec, nodePorts })), ports, spec.createWithinMs, onLine);
  if (ports.signal.aborted && seen.some((line) => line.kind === 'step' && /^Creating/.test(line.name)))
    await noteInterrupted(state);
  ports.signal.throwIfAborted();
  if (outcome.failed) throw startFailure(spec, outcome, seen);
}

/** As a node, this machine itself is changed; what Minikube would only find out half-way is said before. */
async function refuseMachine({ root, runtime }: ClusterSpec, { exec, signal }: StagePorts): Promise<void> {
  const wanted = ['systemctl', 'conntrack', 'crictl', runtime === 'docker' ? 'cri-dockerd' : 'containerd'];
  const looks = wanted.map(async (tool) => {
    const { ended } = await exec({ tool, args: ['--version'], timeoutMs: 10_000 }, { signal });
    return ended === 'not-found' ? [tool] : [];
  });
  const missing = (await Promise.all(looks)).flat();
  if (root && missing.length === 0) return;
  const lacks = [...(root ? [] : ['root']), ...missing].join(', ');
  throw new StageError('failed', `The driver none makes this machine itself the node, and it lacks ${lacks}.`, {
    remedy: 'Install what is missing, as root; or leave `cluster.driver` at docker, which needs none of it.',
  });
}

function startOf(spec: ClusterSpec): Parameters<typeof startArgs>[0] {
  const docker = spec.driver === 'docker';
  return {
    profile: spec.name,
    driver: spec.driver,
    runtime: spec.runtime,
    nodes: spec.nodes,
    nodePorts: spec.nodePorts,
    addons: spec.addons,
    force: spec.root && docker,
    extraArgs: spec.extraArgs,
    // Minikube's own default is two cores, also on a machine with more.
    ...(docker ? { cpus: String(spec.cpus ?? 'no-limit'), memory: megabytes(spec.memoryBytes) ?? 'no-limit' } : {}),
    ...(spec.kubernetes === undefined ? {} : { kubernetes: spec.kubernetes }),
    ...(spec.diskBytes === undefined ? {} : { disk: megabytes(spec.diskBytes) as string }),
    ...(spec.nodeImage === undefined ? {} : { baseImage: spec.nodeImage }),
    ...(spec.address === undefined || !docker ? {} : { staticIp: spec.address }),
  };
}

function megabytes(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : `${Math.ceil(bytes / 2 ** 20)}mb`;
}

/** Ids of Minikube's catalogue that mean "the configuration asks for something impossible". */
const usersFault =
  /^(K8S_(OLD|NEW)_UNSUPPORTED|K8S_UNSUPPORTED\w*|MK_USAGE\w*|INET_VERSION\w*|K8S_INVALID\w*|PROVIDER_NOT_FOUND|DRV_\w*|RSRC_(OVER_ALLOC|INSUFFICIENT)\w*)$/;
const worthAnotherTry =
  /^(GUEST_(START|PROVISION\w*|NODE_START|CERT)|K8S_APISERVER_\w+|RUNTIME_\w+|INET_\w+|IF_SSH\w*)$/;

export function startFailure(spec: ClusterSpec, outcome: Outcome, seen: readonly MinikubeLine[]): StageError {
  const error = seen.findLast((line) => line.kind === 'error');
  const said = `${error?.message ?? ''}\n${outcome.stderr}`;
  const trouble = engineTrouble(outcome, said);
  const step = seen.findLast((line) => line.kind === 'step');
  const where = step ? ` in step ${step.step} of ${step.of} (${step.name})` : '';
  const excerpt = (error?.message ?? lastWords(outcome)).split('\n').slice(-8);
  if (outcome.ended === 'timed-out')
    return new StageError('infrastructure', `minikube start of ${spec.name} did not finish in time${where}.`, {
      excerpt,
      transient: true,
    });
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
  const id = error?.id ?? '';
  return new StageError(
    usersFault.test(id) ? 'failed' : 'infrastructure',
    `minikube start of ${spec.name} failed${where}${id ? `, ${id}` : ''}: ${excerpt[0] || 'it said nothing'}`,
    {
      excerpt: excerpt.slice(1),
      transient: worthAnotherTry.test(id),
      ...(error?.advice ? { remedy: error.advice } : {}),
    },
  );
}

async function run(
  state: ClusterState,
  args: readonly string[],
  ports: StagePorts,
  timeoutMs: number,
  onLine?: (line: string) => void,
): Promise<Outcome> {
  const command: Command = {
    tool: state.tools.provider,
    args,
    timeoutMs,
    env: {
      KUBECONFIG: state.kubeconfig,
      MINIKUBE_IN_STYLE: 'false',
      MINIKUBE_WANTUPDATENOTIFICATION: 'false',
      // Each of its commands leaves a log of its own there, which goes when the cluster goes.
      TMPDIR: dirname(state.kubeconfig),
    },
  };
  return ports.exec(command, { signal: ports.signal, ...(onLine ? { onLine } : {}) });
}
