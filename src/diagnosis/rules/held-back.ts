import { kubectl, quote } from '../evidence.ts';
import type { Workload } from '../kube.ts';
import type { Finding } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import { keyOf, refOf, type World } from '../world.ts';

/** Workloads that have a new version and are told not to bring it: the old pods serve, healthy, for ever. */
export function findHeldBack(world: World): readonly Finding[] {
  return world.snapshot.objects.workloads.flatMap((workload) => {
    const why = whyHeld(world, workload);
    if (!why) return [];
    const object = refOf(workload);
    const { status = {} } = workload;
    const count = `${status.updatedReplicas ?? 0} of ${workload.spec?.replicas ?? 1} pods have its newest version, ${status.readyReplicas ?? 0} are ready`;
    return [
      {
        object,
        title: `${workload.kind} ${object.name} keeps its old pods: ${why.setting}`,
        confidence: 'high' as const,
        evidence: [quote(`${keyOf(object)}: ${why.setting}; ${count}`, evidenceFiles.objects('workloads'))],
        remedy: `Old pods of ${object.name} still serve: ${why.remedy}`,
        reproduce: kubectl(world, 'get', `${workload.kind.toLowerCase()}/${object.name}`, '-o', 'yaml'),
      },
    ];
  });
}

interface Held {
  readonly setting: string;
  readonly remedy: string;
}

function whyHeld(world: World, { kind, metadata: { name }, spec = {}, status = {} }: Workload): Held | undefined {
  const behind = (status.readyReplicas ?? 0) > 0 && (status.updatedReplicas ?? 0) < (spec.replicas ?? 1);
  if (kind === 'Deployment')
    return spec.paused && behind
      ? {
          setting: 'spec.paused is true',
          remedy: `take \`paused: true\` out of its template, or run \`${kubectl(world, 'rollout', 'resume', `deployment/${name}`)}\``,
        }
      : undefined;
  if (kind !== 'StatefulSet' || !behind || status.currentRevision === status.updateRevision) return undefined;
  const { type, rollingUpdate } = spec.updateStrategy ?? {};
  if (type === 'OnDelete')
    return {
      setting: 'spec.updateStrategy is OnDelete',
      remedy: `set updateStrategy.type to RollingUpdate, or delete its pods one by one.`,
    };
  return rollingUpdate?.partition
    ? {
        setting: `spec.updateStrategy.rollingUpdate.partition is ${rollingUpdate.partition}`,
        remedy: `set the partition to 0.`,
      }
    : undefined;
}
