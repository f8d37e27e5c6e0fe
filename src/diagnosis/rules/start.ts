import {
  describePod,
  findInLogs,
  inContainer,
  type LogHit,
  perContainer,
  quote,
  quoteEnd,
  quoteWaiting,
  readLogs,
} from '../evidence.ts';
import type { Finding, Quote, Rule } from '../rule.ts';
import { evidenceFiles } from '../snapshot.ts';
import type { Container, World } from '../world.ts';

/** Layer 4: the container does not start, or may not do what it does first. */
export const startRules: readonly Rule[] = [
  {
    id: 'run-as-non-root',
    layer: 4,
    behind: 'nothing',
    signal: 'CreateContainerConfigError with `runAsNonRoot`',
    advice: 'Add `USER 1000` to the Dockerfile, or set runAsUser.',
    find: (world) => perContainer(world.troubled, (container) => nonRoot(world, container)),
  },
  {
    id: 'command-not-found',
    layer: 4,
    behind: 'nothing',
    signal: 'exit code 126 or 127, or `executable file not found` from the container runtime',
    advice: 'Correct command and args, or install the program; look for missing +x and for CRLF line ends.',
    find: (world) => perContainer(world.troubled, (container) => noCommand(world, container)),
  },
  {
    id: 'read-only-filesystem',
    layer: 4,
    behind: 'nothing',
    signal: '`read-only file system` in the log',
    advice: 'Mount an emptyDir at the path that is written to.',
    find: (world) => perContainer(world.troubled, (container) => readOnly(world, container)),
  },
  {
    id: 'permission-denied',
    layer: 4,
    behind: 'nothing',
    signal: '`permission denied` on a file or on a port below 1024 in the log',
    advice: 'Give the user the file (chown in the Dockerfile, fsGroup), or listen on a port from 1024 on.',
    find: (world) => perContainer(world.troubled, (container) => denied(world, container)),
  },
  {
    id: 'port-in-use',
    layer: 4,
    behind: 'nothing',
    signal: '`address already in use` in the log',
    advice: 'Let the containers of one pod listen on different ports.',
    find: (world) => perContainer(world.troubled, (container) => portInUse(world, container)),
  },
];

function nonRoot(world: World, container: Container): Finding | undefined {
  const match = /container has runAsNonRoot and image (will run as root|has non-numeric user \(([^)]+)\))/.exec(
    container.waiting.message,
  );
  if (!match) return undefined;
  const { owner, spec } = container;
  return {
    ...inContainer(container),
    title: match[2]
      ? `User ${match[2]} of the image has no number, so runAsNonRoot cannot be checked`
      : 'The image runs as root, the pod forbids it',
    confidence: 'high',
    evidence: [quoteWaiting(container)],
    remedy: `Add \`USER 1000\` to the Dockerfile of ${spec.image}, or set securityContext.runAsUser: 1000 for ${owner.name}.`,
    reproduce: describePod(world, container),
  };
}

const runtimeError =
  /exec: "([^"]+)": (executable file not found in \$PATH|permission denied|stat [^:]+: no such file or directory|[^"\n:]*no such file or directory|is a directory)|exec (\S+): (no such file or directory|permission denied)/;
const shellError =
  /(?:^|[\s:])([\w./-]+): (?:command )?(not found|[Pp]ermission denied)\s*$|can't open file '([^']+)': \[Errno 2\]|Cannot find module '(\/[^']+)'|exec (\S+): (no such file or directory)|can't open '?([\w./-]+)'?: No such file/;

function noCommand(world: World, container: Container): Finding | undefined {
  const told = `${container.waiting.message} ${container.ended?.message ?? ''}`;
  const runtime = runtimeError.exec(told);
  const code = container.ended?.exitCode;
  const byShell = code === 127 || code === 126 || code === 128 || code === 255 || code === 2 || code === 1;
  const hit = !runtime && byShell && container.ended ? findInLogs(world, container, shellError) : undefined;
  const certain = runtime !== null || code === 127 || code === 126;
  if (!runtime && !hit && code !== 127) return undefined;
  if (!certain && !/Errno 2|Cannot find module|No such file/.test(hit?.line ?? '')) return undefined;
  const program =
    runtime?.[1] ?? runtime?.[3] ?? hit?.match.slice(1).find((group) => group !== undefined) ?? 'its command';
  const noRight = /permission denied/i.test(runtime?.[0] ?? hit?.line ?? '') || code === 126;
  return {
    ...inContainer(container),
    title: noRight ? `${program} may not be executed in the image` : `${program} is not in the image`,
    confidence: certain ? 'high' : 'medium',
    evidence: [
      runtime ? quote(runtime.input, evidenceFiles.pods) : undefined,
      hit ? quote(hit.line, hit.file) : undefined,
      ...quoteEnd(container),
    ].filter((q): q is Quote => q !== undefined),
    remedy: `Container ${container.name} of ${container.owner.name} starts \`${commandOf(container, program)}\`: ${noRight ? `make ${program} executable in the Dockerfile (chmod +x)` : `correct command and args in the values, or install ${program} in ${container.spec.image}`}; a script with CRLF line ends fails the same way.`,
    reproduce: runtime ? describePod(world, container) : readLogs(world, container),
  };
}

function commandOf(container: Container, program: string): string {
  return [...(container.spec.command ?? []), ...(container.spec.args ?? [])].join(' ').slice(0, 120) || program;
}

function readOnly(world: World, container: Container): Finding | undefined {
  const hit = crashLog(
    world,
    container,
    /(?:EROFS: )?read-only file system,? ?(?:\w+ '([^']+)'|: '?([^'\s]+)'?)?|(?:'?(\/[^\s:']+)'?: )?Read-only file system(?:: '([^']+)')?/i,
  );
  if (!hit) return undefined;
  const path = /(?:'|\s|^)(\/[^\s:',"]+)/.exec(hit.line)?.[1];
  const set = container.spec.securityContext?.readOnlyRootFilesystem === true;
  return {
    ...inContainer(container),
    title: `${container.owner.name} writes to ${path ?? 'a file'}, but its file system is read-only`,
    confidence: set ? 'high' : 'medium',
    evidence: [quote(hit.line, hit.file)],
    remedy: `Mount an emptyDir at ${path ? folderOf(path) : 'that path'} in container ${container.name}${set ? ' (readOnlyRootFilesystem is true)' : ''}.`,
    reproduce: readLogs(world, container),
  };
}

function folderOf(path: string): string {
  return /\.[\w]+$/.test(path) ? path.slice(0, path.lastIndexOf('/')) || '/' : path;
}

function denied(world: World, container: Container): Finding | undefined {
  const hit = crashLog(
    world,
    container,
    /EACCES: permission denied|listen EACCES|PermissionError: \[Errno 13\]|(?:mkdir|open|create|touch|cp|chown|bind\(\)|can't create|cannot create)[^\n]*[Pp]ermission denied|13: Permission denied/,
  );
  if (!hit || container.ended?.exitCode === 126) return undefined;
  const port = /(?:0\.0\.0\.0|::|\*|address)?:(\d{1,4})\b/.exec(hit.line)?.[1];
  const low = port !== undefined && Number(port) < 1024 && /listen|bind/i.test(hit.line);
  const path = /['\s"](\/[^'"\s:]+)/.exec(hit.line)?.[1];
  const user = container.spec.securityContext?.runAsUser ?? container.pod.spec.securityContext?.runAsUser;
  return {
    ...inContainer(container),
    title: low
      ? `${container.owner.name} may not listen on port ${port}`
      : `${container.owner.name} may not use ${path ?? 'a file'}`,
    confidence: 'medium',
    evidence: [quote(hit.line, hit.file)],
    remedy: low
      ? `Listen on a port from 1024 on in container ${container.name}, and point the Service's targetPort to it.`
      : `Give user ${user ?? 'of the image'} the right to ${path ?? 'the file'}: chown it in the Dockerfile, set fsGroup for a volume, or mount an emptyDir there.`,
    reproduce: readLogs(world, container),
  };
}

function portInUse(world: World, container: Container): Finding | undefined {
  const hit = crashLog(world, container, /EADDRINUSE[^\n]*|[Aa]ddress already in use[^\n]*/);
  if (!hit) return undefined;
  const port =
    /:(\d{2,5})\b/.exec(hit.line.slice(hit.line.search(/EADDRINUSE|ddress already/)))?.[1] ??
    /(?:port |:)(\d{2,5})\b/.exec(hit.line)?.[1];
  const others = container.pod.spec.containers
    .filter((other) => other.name !== container.name)
    .map((other) => other.name);
  return {
    ...inContainer(container),
    title: `Port ${port ?? ''} is in use inside the pod already`.replace('  ', ' '),
    confidence: others.length > 0 ? 'high' : 'medium',
    evidence: [quote(hit.line, hit.file)],
    remedy:
      others.length > 0
        ? `Containers ${[container.name, ...others].join(' and ')} of ${container.owner.name} share one network: let ${container.name} listen on another port than ${port ?? 'the other one'}.`
        : `${container.name} starts its server twice, or listens where something else does: start one process on port ${port ?? 'this port'}.`,
    reproduce: readLogs(world, container),
  };
}

/** Only the log of a container that ended says why it ended. */
export function crashLog(world: World, container: Container, pattern: RegExp): LogHit | undefined {
  return container.ended && container.ended.exitCode !== 0 ? findInLogs(world, container, pattern) : undefined;
}
