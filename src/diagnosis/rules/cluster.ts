import { kubectl, kubectlIn, quote, quoteEvent } from '../evidence.ts';
import type { Condition } from '../kube.ts';
import type { Finding, Quote, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import type { World } from '../world.ts';
import { allTools, firstPerObject, inOutputs } from './outputs.ts';

const machine = { kind: 'Machine', name: 'this runner' } as const;

/** Layer 0: the machine and the cluster. None of it is the application's fault. */
export const clusterRules: readonly Rule[] = [
  {
    id: 'disk-full',
    layer: 0,
    behind: 'nothing',
    infrastructure: true,
    signal: '`no space left on device` from any program, a node with DiskPressure, a pod evicted for ephemeral storage',
    advice: 'Free space before the build, or build one image at a time.',
    find: findDiskFull,
  },
  {
    id: 'minikube-start-failed',
    layer: 0,
    behind: 'same',
    infrastructure: true,
    signal: 'an error record of `minikube start`, with its name and its advice',
    advice: 'What Minikube itself advises for this error.',
    find: findMinikubeStart,
  },
  {
    id: 'node-not-ready',
    layer: 0,
    behind: 'nothing',
    infrastructure: true,
    signal: 'a node whose Ready condition is not True, or that is under memory or process pressure',
    advice: 'Look at the kubelet of that node; give the cluster more memory when it is under pressure.',
    find: findNodes,
  },
  {
    id: 'dns-broken',
    layer: 0,
    behind: 'same',
    infrastructure: true,
    signal: 'CoreDNS has no ready replica',
    advice: 'Read the CoreDNS log; a broken Corefile or a name server that loops are the usual reasons.',
    find: findDns,
  },
  apiRule(),
];

export function apiRule(): Rule {
  return {
    id: 'api-unreachable',
    layer: 0,
    behind: 'same',
    infrastructure: true,
    signal: 'kubectl or helm cannot reach the API server, or etcd does not answer',
    advice: 'A cluster problem, not a chart problem: is the cluster up, and has its machine enough memory?',
    find: findApi,
  };
}

function findDiskFull(world: World): readonly Finding[] {
  const base = {
    object: machine,
    title: 'The disk is full',
    remedy: 'Free space on the machine before the build (docker system prune), or give the cluster a larger disk.',
    reproduce: 'df -h && docker system df',
    confidence: 'high' as const,
  };
  const said = inOutputs(world, allTools(), /no space left on device|GUEST_PROVISION_NOSPACE|RSRC_DOCKER_STORAGE/i);
  const { events, nodes } = world.snapshot.objects;
  const noted = events.filter(
    (event) =>
      /no space left on device|ephemeral[- ]storage|EvictionThresholdMet.*imagefs/i.test(event.message ?? '') &&
      event.type === 'Warning',
  );
  const pressed = nodes.flatMap((node) =>
    failing(node.status?.conditions, ['DiskPressure']).map((condition) => ({ node, condition })),
  );
  return firstPerObject([
    ...said.map((hit) => ({ ...base, evidence: [quote(hit.line, hit.output.file)] })),
    ...pressed.map(({ node, condition }) => ({
      ...base,
      title: `The disk of node ${node.metadata.name} is full`,
      evidence: [quote(`DiskPressure: ${condition.message}`, evidenceFiles.objects('nodes'))],
    })),
    ...noted.map((event) => ({ ...base, evidence: [quoteEvent(event)] })),
  ]);
}

function findMinikubeStart(world: World): readonly Finding[] {
  return firstPerObject(
    world.snapshot.outputs
      .filter((output) => output.tool === 'minikube')
      .flatMap((output) => {
        const error = jsonError(output.text) ?? textError(output.text);
        if (!error) return [];
        return {
          object: machine,
          title: `Minikube did not start: ${error.name}`,
          confidence: 'high' as const,
          evidence: [quote(`${error.name}: ${error.message}`, output.file)],
          remedy: error.advice || 'Run `minikube delete`, start again, and read `minikube logs` when it fails again.',
          reproduce: output.command,
        };
      }),
  );
}

interface MinikubeError {
  readonly name: string;
  readonly message: string;
  readonly advice: string;
}

/** The last one that has a name: after it, Minikube says in a nameless one where to ask for help. */
function jsonError(text: string): MinikubeError | undefined {
  const lines = text.split('\n').filter((candidate) => candidate.includes('io.k8s.sigs.minikube.error'));
  const line = lines.findLast((candidate) => /"name"\s*:\s*"[^"]/.test(candidate)) ?? lines.at(-1);
  if (!line) return undefined;
  const field = (name: string) =>
    new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`)
      .exec(line)?.[1]
      ?.replace(/\\n/g, ' ')
      .replace(/\\"/g, '"') ?? '';
  return { name: field('name') || 'unnamed error', message: field('message'), advice: field('advice') };
}

function textError(text: string): MinikubeError | undefined {
  const match =
    /Exiting due to ([A-Z][A-Z0-9_]+): (.*)|minikube start of [^\n]* failed[^\n]*, ([A-Z]+_[A-Z0-9_]+): ([^\n]*)\n?([^\n]*)/.exec(
      text,
    );
  if (!match) return undefined;
  if (match[3]) return { name: match[3], message: match[4] ?? '', advice: match[5]?.trim() ?? '' };
  const advice = /Suggestion: (.*(?:\n {4}.*)*)/.exec(text)?.[1] ?? '';
  return { name: match[1] as string, message: match[2] as string, advice: advice.replace(/\s+/g, ' ') };
}

function findNodes(world: World): readonly Finding[] {
  return world.snapshot.objects.nodes.flatMap((node) => {
    const bad = failing(node.status?.conditions, ['Ready', 'MemoryPressure', 'PIDPressure'])[0];
    if (!bad) return [];
    const what = bad.type === 'Ready' ? 'is not ready' : `is under ${bad.type}`;
    return {
      object: { kind: 'Node', name: node.metadata.name },
      title: `Node ${node.metadata.name} ${what}`,
      confidence: 'high' as const,
      evidence: [quote(`${bad.type}=${bad.status} ${bad.reason}: ${bad.message}`, evidenceFiles.objects('nodes'))],
      remedy:
        bad.type === 'Ready'
          ? `Node ${node.metadata.name} says: ${bad.message || bad.reason}. Restart the cluster; the application is not to blame.`
          : `Give the cluster more memory (cluster.memory), or lower what the pods ask for.`,
      reproduce: kubectl(world, 'describe', 'node', node.metadata.name),
    };
  });
}

/** In the order of the types. Of a kubelet that is silent only that is known: its pressures are then `Unknown`, and no finding. */
function failing(conditions: readonly Condition[] | undefined, types: readonly string[]): readonly Condition[] {
  const holds = ({ type, status }: Condition): boolean => (type === 'Ready' ? status !== 'True' : status === 'True');
  return types.flatMap((type) => (conditions ?? []).filter((condition) => condition.type === type && holds(condition)));
}

function findDns(world: World): readonly Finding[] {
  const { system } = world.snapshot.objects;
  const dns = system.workloads.find(
    (workload) => workload.kind === 'Deployment' && workload.metadata.name === 'coredns',
  );
  if (!dns || (dns.status?.readyReplicas ?? 0) > 0) return [];
  const pod = system.pods.find((candidate) => candidate.metadata.name.startsWith('coredns-'));
  const state = pod?.status?.containerStatuses?.[0]?.state?.waiting;
  const log = world.snapshot.logs.find((candidate) => candidate.pod === pod?.metadata.name);
  const words = log?.text.split('\n').find((line) => /FATAL|ERROR|plugin\/|panic|Loop/.test(line));
  const scaledDown = dns.spec?.replicas === 0;
  return [
    {
      object: { kind: 'Deployment', namespace: 'kube-system', name: 'coredns' },
      title: scaledDown ? 'Cluster DNS is switched off: coredns is scaled to 0' : 'Cluster DNS is not ready',
      confidence: 'high',
      evidence: [
        quote(
          `Deployment kube-system/coredns: ${dns.status?.readyReplicas ?? 0} of ${dns.spec?.replicas ?? 1} replicas ready${state ? `, ${state.reason}: ${state.message ?? ''}` : ''}`,
          evidenceFiles.objects('system'),
        ),
        ...(words && log ? [quote(words, log.file)] : []),
      ],
      remedy: scaledDown
        ? `Scale it up again: ${kubectlIn(world, 'kube-system', 'scale', 'deployment', 'coredns', '--replicas=1')}`
        : 'Names cannot be resolved until CoreDNS runs: read its log, correct its Corefile, restart it.',
      reproduce: kubectlIn(world, 'kube-system', 'logs', '-l', 'k8s-app=kube-dns', '--tail=50'),
    },
  ];
}

const apiGone =
  /The connection to the server \S+ was refused|Unable to connect to the server[^\n]*|[Kk]ubernetes cluster unreachable[^\n]*|net\/http: TLS handshake timeout|etcdserver: (?:request timed out|leader changed)|couldn't get current server API group list[^\n]*/;

function findApi(world: World): readonly Finding[] {
  const gaps = world.snapshot.gaps.filter((gap) => apiGone.test(gap.why)).map((gap) => quote(gap.why));
  const said = inOutputs(world, ['helm', 'kubectl'], apiGone).map((hit) => quote(hit.line, hit.output.file));
  return [...said, ...gaps].slice(0, 1).map((evidence) => apiSilent(world, evidence));
}

/** Nothing is seen and no rule holds, because the question itself was not answered: that must not read as "all is well". */
export function findSilence(world: World): readonly Finding[] {
  const gap = world.snapshot.gaps.find(({ what, why }) => what === 'objects' && /did not finish within/.test(why));
  return gap ? [apiSilent(world, quote(gap.why))] : [];
}

function apiSilent(world: World, evidence: Quote): Finding {
  return {
    object: { kind: 'Cluster', name: world.snapshot.context ?? 'current' },
    title: 'The Kubernetes API does not answer',
    confidence: 'high',
    evidence: [evidence],
    remedy: 'The cluster is down or overloaded: start it again, or give it more memory. The chart is not to blame.',
    reproduce: kubectl(world, 'version'),
  };
}
