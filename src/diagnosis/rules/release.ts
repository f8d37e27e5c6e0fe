import { helmIn, kubectl, quote } from '../evidence.ts';
import type { Finding, Ref, Rule } from '../rule.ts';
import { refOf, type World } from '../world.ts';
import { inOutputs } from './outputs.ts';

/** Layer 8: what Helm has in its books. */
export const releaseRules: readonly Rule[] = [
  {
    id: 'release-locked',
    layer: 8,
    behind: 'nothing',
    signal:
      '`another operation (install/upgrade/rollback) is in progress`, or a revision that has been pending for long',
    advice: 'Roll back to the last good revision, or uninstall when there is none.',
    find: findLocked,
  },
  {
    id: 'hook-failed',
    layer: 8,
    behind: 'dependency',
    signal: '`pre-install`, `post-upgrade` … hook failed, from helm',
    advice: 'Read the log of the hook’s pod.',
    find: findHook,
  },
  {
    id: 'rollback-incomplete',
    layer: 8,
    behind: 'dependency',
    signal: 'after a rollback, live objects differ from the revision, or do not get ready',
    advice: 'Compare the named objects with `helm get manifest`, and repair them by hand.',
    find: findRollback,
  },
];

const abandonedMs = 10 * 60_000;

function findLocked(world: World): readonly Finding[] {
  const { releases, takenAt, namespace, run } = world.snapshot;
  const [said] = inOutputs(world, ['helm'], /another operation \(install\/upgrade\/rollback\) is in progress/);
  const stuck = releases.filter((release) => {
    const last = release.history.at(-1);
    if (!last?.status.startsWith('pending-')) return false;
    return said !== undefined || Date.parse(takenAt) - Date.parse(last.updated ?? '') > abandonedMs;
  });
  if (said && stuck.length === 0) stuck.push({ name: run.release ?? 'release', namespace, history: [] });
  return stuck.map((release) => {
    const last = release.history.at(-1);
    const good = release.history.findLast(
      (revision) => revision.status === 'deployed' || revision.status === 'superseded',
    );
    const way = good
      ? helmIn(world, release.namespace, 'rollback', release.name, `${good.revision}`)
      : helmIn(world, release.namespace, 'uninstall', release.name);
    return {
      object: { kind: 'Release', name: release.name, namespace: release.namespace },
      title: `Release ${release.name} is locked by an operation that never ended`,
      confidence: said ? ('high' as const) : ('medium' as const),
      evidence: [
        ...(said ? [quote(said.line, said.output.file)] : []),
        ...(last
          ? [quote(`revision ${last.revision} has been ${last.status} since ${last.updated ?? 'long'}`, release.file)]
          : []),
      ],
      remedy: `Nothing deploys any more${last ? ` (revision ${last.revision}: ${last.status})` : ''}: free it with ${way}`,
      reproduce: helmIn(world, release.namespace, 'history', release.name),
    };
  });
}

const hookError =
  /(pre|post)-(install|upgrade|delete|rollback)(?: hooks?)? failed: ?([^\n]*)|failed (pre|post)-(install|upgrade|delete|rollback): ?([^\n]*)|(?:resource|job)[^\n]*hook[^\n]*(?:failed|not ready)[^\n]*/;

function findHook(world: World): readonly Finding[] {
  return inOutputs(world, ['helm'], hookError)
    .slice(0, 1)
    .map((hit) => {
      const [, when = hit.match[4], event = hit.match[5], reason = hit.match[6]] = hit.match;
      const jobs = hookJobs(world, `${when}-${event}`);
      const release: Ref = {
        kind: 'Release',
        name: world.snapshot.run.release ?? 'release',
        namespace: world.snapshot.namespace,
      };
      const names = jobs.map((job) => job.name).join(', ');
      return {
        object: release,
        title: `The ${when}-${event} hook${names ? ` ${names}` : ''} failed`,
        confidence: 'high' as const,
        evidence: [quote(hit.line, hit.output.file)],
        remedy: `Read the log of ${names || 'the hook'}${reason ? ` (${reason.trim()})` : ''}; with helm.sh/hook-delete-policy: before-hook-creation its pod stays.`,
        reproduce: jobs[0] ? kubectl(world, 'logs', `job/${jobs[0].name}`) : hit.output.command,
        ...(jobs.length > 0 ? { waitsFor: jobs } : {}),
      };
    });
}

function hookJobs(world: World, event: string): readonly Ref[] {
  const jobs = world.snapshot.objects.workloads.filter((workload) => workload.kind === 'Job');
  return jobs.filter((job) => job.metadata.annotations?.['helm.sh/hook']?.includes(event)).map((job) => refOf(job));
}

function findRollback(world: World): readonly Finding[] {
  const { namespace, run } = world.snapshot;
  const { rollback } = run;
  if (!rollback || rollback.problems.length === 0) return [];
  return [
    {
      object: { kind: 'Release', name: rollback.release, namespace },
      title: `The rollback of ${rollback.release} to revision ${rollback.to} is not complete`,
      confidence: 'high',
      evidence: rollback.problems.slice(0, 5).map((problem) => quote(problem)),
      remedy: `Revision ${rollback.to} is not fully live: ${rollback.problems[0]}`,
      reproduce: `${helmIn(world, namespace, 'get', 'manifest', rollback.release, '--revision', `${rollback.to}`)} | ${kubectl(world, 'diff', '-f', '-')}`,
    },
  ];
}
