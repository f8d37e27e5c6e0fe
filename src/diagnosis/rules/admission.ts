import { describe, kubectl, quote, quoteEvent } from '../evidence.ts';
import { isNewestReplicaSet } from '../generation.ts';
import type { Workload } from '../kube.ts';
import type { Finding, Quote, Ref, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import { refOf, type World } from '../world.ts';
import { firstPerObject, inOutputs } from './outputs.ts';

/** Layer 1, second half: the API refused an object. */
export const admissionRules: readonly Rule[] = [
  {
    id: 'resource-conflict',
    layer: 1,
    behind: 'nothing',
    signal: '`field is immutable`, `invalid ownership metadata` or a server-side apply conflict',
    advice: 'Delete or adopt the object, or change the field under a new name.',
    find: findConflict,
  },
  {
    id: 'nodeport-taken',
    layer: 1,
    behind: 'nothing',
    signal: '`provided port is already allocated`, with the Service that holds it',
    advice: 'Choose another nodePort, or remove the Service that holds it.',
    find: findNodePort,
  },
  {
    id: 'webhook-unavailable',
    layer: 1,
    behind: 'nothing',
    signal: '`failed calling webhook` from helm or in a FailedCreate event',
    advice: 'Wait for the webhook’s own deployment first, or repair its certificate.',
    find: (world) => findRefusal(world, /failed calling webhook "([^"]+)"[^\n]*/, webhookDown),
  },
  {
    id: 'quota-exceeded',
    layer: 1,
    behind: 'nothing',
    signal: '`exceeded quota` on the newest ReplicaSet, StatefulSet or Job',
    advice: 'Ask for less, or raise the ResourceQuota.',
    find: (world) =>
      findRefusal(
        world,
        /exceeded quota: ([\w.-]+), requested: ([^\s]+), used: ([^\s]+), limited: ([^\s"]+)|must specify ([\w.,-]+) for/,
        overQuota,
      ),
  },
  {
    id: 'policy-refused',
    layer: 1,
    behind: 'nothing',
    signal: '`violates PodSecurity`, a LimitRange bound, or a webhook that denied the request',
    advice: 'Set the fields that the message lists.',
    find: (world) =>
      findRefusal(
        world,
        /violates PodSecurity "([^"]+)": ([^\n]+)|((?:maximum|minimum) (?:cpu|memory|ephemeral-storage) usage per (?:Container|Pod) is [^\n]+)|admission webhook "([^"]+)" denied the request: ([^\n]+)/,
        refused,
      ),
  },
];

interface Told {
  readonly title: string;
  readonly remedy: string;
}

/** A refusal is told by helm, by a condition of the ReplicaSet, or by an event; the object is the workload that the user knows. */
function findRefusal(
  world: World,
  pattern: RegExp,
  tell: (match: RegExpExecArray, world: World) => Told,
): readonly Finding[] {
  const seen = refusals(world).flatMap(({ object, text, evidence }) => {
    const match = pattern.exec(text);
    if (!match) return [];
    return {
      object,
      ...tell(match, world),
      confidence: 'high' as const,
      evidence: [evidence],
      reproduce: describe(world, object),
    };
  });
  const said = inOutputs(world, ['helm', 'kubectl'], pattern).map((hit) => ({
    object: { kind: 'Release', name: world.snapshot.run.release ?? 'release', namespace: world.snapshot.namespace },
    ...tell(hit.match, world),
    confidence: 'high' as const,
    evidence: [quote(hit.line, hit.output.file)],
    reproduce: hit.output.command,
  }));
  // What a program repeats from the cluster is no second fault.
  const titles = new Set(seen.map(({ title }) => title));
  return firstPerObject([...seen, ...said.filter(({ title }) => !titles.has(title))]);
}

function refusals(world: World): readonly { readonly object: Ref; readonly text: string; readonly evidence: Quote }[] {
  const { workloads } = world.snapshot.objects;
  const creators = workloads.filter(
    (workload) => !(workload.kind === 'ReplicaSet' && !isNewestReplicaSet(workload, workloads)),
  );
  return creators.flatMap((workload) => {
    const object = topOf(workload);
    const conditions = (workload.status?.conditions ?? [])
      .filter((condition) => condition.type === 'ReplicaFailure' && condition.status === 'True')
      .map((condition) => ({
        object,
        text: condition.message ?? '',
        evidence: quote(`${condition.reason}: ${condition.message}`, evidenceFiles.objects('workloads')),
      }));
    const events = isShort(workload)
      ? world.eventsOf(refOf(workload)).filter((event) => event.reason === 'FailedCreate')
      : [];
    return [
      ...conditions,
      ...events.map((event) => ({ object, text: event.message ?? '', evidence: quoteEvent(event) })),
    ];
  });
}

/** An old event about a workload that has all its pods by now is history. */
function isShort({ kind, spec, status }: Workload): boolean {
  if (kind === 'Job') return !status?.succeeded;
  return (status?.replicas ?? 0) < (spec?.replicas ?? 1);
}

function topOf(workload: Workload): Ref {
  const parent = workload.metadata.ownerReferences?.[0];
  if (!parent) return refOf(workload);
  return { kind: parent.kind, name: parent.name, namespace: workload.metadata.namespace ?? '' };
}

function overQuota([, name, requested, used, limited, unset]: RegExpExecArray): Told {
  if (unset)
    return {
      title: `A ResourceQuota demands ${unset} on every container`,
      remedy: `Set resources for ${unset} in the values: the quota of this namespace refuses pods without.`,
    };
  return {
    title: `ResourceQuota ${name} blocks new pods`,
    remedy: `It needs ${requested}, used is ${used} of ${limited}: lower resources in the values, or raise ResourceQuota ${name}.`,
  };
}

function refused([, level, fields, bound, webhook, reason]: RegExpExecArray): Told {
  if (level)
    return { title: `PodSecurity ${level} refuses the pods`, remedy: `Set in the pod's securityContext: ${fields}` };
  if (bound) return { title: 'A LimitRange refuses the pods', remedy: `Change resources in the values: ${bound}` };
  return { title: `Admission policy ${webhook} refuses the object`, remedy: `It says: ${reason}` };
}

function webhookDown([text, name]: RegExpExecArray): Told {
  const [, service, namespace] = /https:\/\/([\w-]+)\.([\w-]+)\.svc/.exec(text ?? '') ?? [];
  const why =
    /(no endpoints available[^\n"]*|connection refused|context deadline exceeded|x509: [^\n"]*|service "[^"]+" not found)/.exec(
      text ?? '',
    )?.[1];
  const where = service ? ` (Service ${namespace}/${service})` : '';
  return {
    title: `Admission webhook ${name} does not answer`,
    remedy: `${name}${where}: ${why ?? 'no answer'}. Deploy it and wait for it in a release that this one needs, or remove its webhook configuration.`,
  };
}

function findNodePort(world: World): readonly Finding[] {
  const pattern = /nodePort: Invalid value: (\d+): provided port is (already allocated|not in the valid range[^\n]*)/;
  return inOutputs(world, ['helm', 'kubectl'], pattern).map((hit) => {
    const port = Number(hit.match[1]);
    const wanted = /Service "([^"]+)"/.exec(hit.output.text)?.[1];
    const holder = world.snapshot.objects.allServices.find((service) =>
      service.spec?.ports?.some((p) => p.nodePort === port),
    );
    const held = holder ? `Service ${holder.metadata.namespace}/${holder.metadata.name}` : 'another Service';
    const taken = hit.match[2] === 'already allocated';
    return {
      object: { kind: 'Service', name: wanted ?? 'service', namespace: world.snapshot.namespace },
      title: taken
        ? `NodePort ${port} is taken by ${held}`
        : `NodePort ${port} is outside of the range of this cluster`,
      confidence: 'high' as const,
      evidence: [quote(hit.line, hit.output.file)],
      remedy: taken
        ? `Set another service.nodePort than ${port} in the values, or delete ${held}.`
        : `Choose a nodePort that is ${hit.match[2]?.replace('not in', 'in')}.`,
      reproduce: kubectl(world, 'get', 'services', '-A', '-o', 'wide'),
    };
  });
}

const conflict =
  /[^\n]*field is immutable[^\n]*|[^\n]*exists and cannot be imported into the current release[^\n]*|[^\n]*Apply failed with \d+ conflicts?[^\n]*|[^\n]*conflict occurred while applying object[^\n]*|cannot reuse a name that is still in use/;

function findConflict(world: World): readonly Finding[] {
  return inOutputs(world, ['helm', 'kubectl'], conflict).map((hit) => {
    const text = hit.match[0];
    const [, kind, name] =
      /(\w+) "([^"]+)" in namespace/.exec(text) ??
      /(\w+)\.?[\w.]* "([^"]+)" is invalid/.exec(text) ??
      /(\w+) "([^"]+)"/.exec(text) ??
      [];
    const owner = /current value is "([^"]+)"/.exec(text)?.[1] ?? /conflicts? with "([^"]+)"/.exec(text)?.[1];
    const object =
      kind && name
        ? { kind, name, namespace: world.snapshot.namespace }
        : { kind: 'Release', name: world.snapshot.run.release ?? 'release', namespace: world.snapshot.namespace };
    const what = `${object.kind} ${object.name}`;
    return {
      object,
      title: /immutable/.test(text)
        ? `${what} cannot be changed in place`
        : `${what} belongs to somebody else${owner ? `: ${owner}` : ''}`,
      confidence: 'high' as const,
      evidence: [quote(text, hit.output.file)],
      remedy: /immutable/.test(text)
        ? `Delete ${what} before the upgrade, or give it a new name: ${/: ([\w.[\]]+): Invalid value/.exec(text)?.[1] ?? 'the field'} is immutable.`
        : /reuse a name/.test(text)
          ? 'Use `helm upgrade --install`, or uninstall the release first.'
          : `Remove ${what}, or let the release adopt it (label app.kubernetes.io/managed-by=Helm and the meta.helm.sh annotations).`,
      reproduce: describe(world, object),
    };
  });
}
