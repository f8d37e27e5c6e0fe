import { inContainer, kubectl, lastLines, perContainer, quote, quoteEnd, readLogs } from '../evidence.ts';
import type { Finding, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import { type Container, refOf, type World } from '../world.ts';
import { crashLog } from './start.ts';

/** Layer 5, second half: how the process ended. */
export const runtimeRules: readonly Rule[] = [
  {
    id: 'oom-killed',
    layer: 5,
    behind: 'nothing',
    signal: 'a container that ended with OOMKilled, or a heap limit that its log names',
    advice: 'Raise resources.limits.memory, or let the application use less.',
    find: (world) => perContainer(world.troubled, (container) => outOfMemory(world, container)),
  },
  {
    id: 'migration-failed',
    layer: 5,
    behind: 'dependency',
    signal: 'a failed Job or init container whose name, image or command speaks of migration',
    advice: 'Read its log; migrations are not undone by a rollback.',
    find: (world) =>
      perContainer(
        world.troubled.filter((container) => isMigration(container) && hasFailed(container)),
        (container) => failed(world, container, 'Migration'),
      ),
  },
  {
    id: 'init-crash',
    layer: 5,
    behind: 'dependency',
    signal: 'an init container that ends with an error',
    advice: 'Read its last lines; the containers of the pod start only after it.',
    find: (world) =>
      perContainer(
        world.troubled.filter((container) => container.init && !isMigration(container) && hasFailed(container)),
        (container) => failed(world, container, 'Init container'),
      ),
  },
  {
    id: 'exits-zero',
    layer: 5,
    behind: 'same',
    signal: 'a container that ends with exit code 0 and is started again and again',
    advice: 'Run the server in the foreground.',
    find: (world) => perContainer(world.troubled, (container) => exitsZero(world, container)),
  },
  {
    id: 'crash-loop',
    layer: 5,
    behind: 'dependency',
    signal: 'a container that ends with an error again and again, for no reason that another rule knows',
    advice: 'Read its last lines.',
    find: (world) =>
      perContainer(
        world.troubled.filter((container) => !container.init && !isMigration(container)),
        (container) => crashes(world, container),
      ),
  },
];

function outOfMemory(world: World, container: Container): Finding | undefined {
  const killed = container.ended?.reason === 'OOMKilled';
  const heap = killed
    ? undefined
    : crashLog(world, container, /JavaScript heap out of memory|MemoryError$|java\.lang\.OutOfMemoryError/);
  if (!killed && !heap) return undefined;
  const limit = container.spec.resources?.limits?.memory;
  return {
    ...inContainer(container),
    title: `${container.owner.name} ran out of memory${limit ? ` (limit ${limit})` : ''}`,
    confidence: 'high',
    evidence: [...quoteEnd(container), ...(heap ? [quote(heap.line, heap.file)] : [])],
    remedy: `Raise resources.limits.memory of container ${container.name} of ${container.owner.name}${limit ? ` above ${limit}` : ''}, or find out why it needs so much.`,
    reproduce: readLogs(world, container),
  };
}

const migrationWords =
  /migrat|alembic|prisma (?:migrate|db push)|flyway|liquibase|knex|typeorm|sequelize|db:?seed|schema-(?:init|load)/i;

function isMigration(container: Container): boolean {
  const { spec, owner, name, init } = container;
  const words = [name, init ? '' : owner.name, spec.image, ...(spec.command ?? []), ...(spec.args ?? [])].join(' ');
  return (init || owner.kind === 'Job' || owner.kind === 'CronJob') && migrationWords.test(words);
}

function hasFailed(container: Container): boolean {
  return container.ended !== undefined && container.ended.exitCode !== 0;
}

function failed(world: World, container: Container, what: string): Finding {
  const lines = lastLines(world, container, 6);
  const fatal = lines.find((line) => /error|fatal|exception|panic|failed/i.test(line.text)) ?? lines.at(-1);
  const jobFailure = jobCondition(world, container);
  return {
    ...inContainer(container),
    title:
      what === 'Migration'
        ? `Migration ${container.owner.kind === 'Job' ? container.owner.name : container.name} failed`
        : `Init container ${container.name} of ${container.owner.name} fails`,
    confidence: fatal ? 'high' : 'medium',
    evidence: [...(fatal ? [fatal] : []), ...quoteEnd(container), ...(jobFailure ? [jobFailure] : [])],
    remedy: `Correct what ${container.name} of ${container.owner.kind} ${container.owner.name} stops at${fatal ? `: ${fatal.text}` : ''}`,
    reproduce:
      container.owner.kind === 'Job'
        ? kubectl(world, 'logs', `job/${container.owner.name}`, '-c', container.name)
        : readLogs(world, container),
  };
}

function jobCondition(world: World, container: Container) {
  const job = world.snapshot.objects.workloads.find(
    (item) => item.kind === 'Job' && item.metadata.name === container.owner.name,
  );
  const condition = job?.status?.conditions?.find((item) => item.type === 'Failed' && item.status === 'True');
  return condition
    ? quote(
        `${refOf(job ?? { metadata: { name: '' } }).name}: ${condition.reason}: ${condition.message}`,
        evidenceFiles.objects('workloads'),
      )
    : undefined;
}

function exitsZero(world: World, container: Container): Finding | undefined {
  const loops = container.waiting.reason === 'CrashLoopBackOff' || container.restarts >= 2;
  if (container.init || container.ended?.exitCode !== 0 || !loops || container.pod.spec.restartPolicy === 'Never')
    return undefined;
  return {
    ...inContainer(container),
    title: `${container.owner.name} ends normally, and is started again and again`,
    confidence: 'high',
    evidence: [...quoteEnd(container), ...lastLines(world, container, 2)],
    remedy: `Container ${container.name} must run its server in the foreground: correct its command in the Dockerfile or the values, or make it a Job when it is meant to end.`,
    reproduce: readLogs(world, container),
  };
}

const signals: Readonly<Record<number, string>> = {
  132: 'SIGILL: the image was built for a newer processor',
  134: 'SIGABRT: a native library gave up',
  135: 'SIGBUS',
  136: 'SIGFPE',
  137: 'SIGKILL: killed from outside, by a probe or at the end of its grace',
  139: 'SIGSEGV: a native library crashed; does it fit the libc of the base image?',
  143: 'SIGTERM: told to end',
};

function crashes(world: World, container: Container): Finding | undefined {
  const { ended, waiting, owner } = container;
  const isJob = owner.kind === 'Job' && container.pod.status?.phase === 'Failed';
  const loops =
    waiting.reason === 'CrashLoopBackOff' ||
    container.restarts >= 2 ||
    isJob ||
    container.pod.status?.phase === 'Failed';
  if (!ended || ended.exitCode === 0 || !loops) return undefined;
  const lines = lastLines(world, container, 12);
  const fatal = lines.find((line) => /error|fatal|exception|panic|traceback/i.test(line.text));
  const last = lines.at(-1);
  const signal = signals[ended.exitCode];
  return {
    ...inContainer(container),
    title: `${owner.name} crashes: exit code ${ended.exitCode}${signal ? ` (${signal})` : ''}`,
    confidence: fatal ? 'medium' : 'low',
    evidence: [...(fatal ? [fatal] : []), ...(last && last !== fatal ? [last] : []), ...quoteEnd(container)],
    remedy: last
      ? `Container ${container.name} of ${owner.name} stops after: ${(fatal ?? last).text}`
      : `Container ${container.name} of ${owner.name} writes nothing before it ends: run its image by hand with the same command.`,
    reproduce: readLogs(world, container),
  };
}
