import { quoteArgv } from '../lib/quote.ts';
import type { KubeEvent } from './kube.ts';
import type { Quote, Ref } from './rule.ts';
import { evidenceFiles } from './snapshot.ts';
import type { Container, World } from './world.ts';

/** Quotes are cut, so that one endless line does not fill the report; the file has it whole. */
const longestQuote = 500;

export function quote(text: string, file?: string): Quote {
  const line = text.replace(/\s+/g, ' ').trim();
  const short = line.length > longestQuote ? `${line.slice(0, longestQuote)} …` : line;
  return file === undefined ? { text: short } : { text: short, file };
}

export function quoteEvent(event: KubeEvent): Quote {
  return quote(`${event.reason}: ${event.message}`, evidenceFiles.events);
}

export function quoteWaiting(container: Container): Quote {
  return quote(`${container.waiting.reason}: ${container.waiting.message}`, evidenceFiles.pods);
}

/** How the container ended, in one line. */
export function quoteEnd(container: Container): Quote[] {
  const { ended } = container;
  if (!ended) return [];
  const code = `container ${container.name} ended with exit code ${ended.exitCode} (${ended.reason ?? 'no reason given'})`;
  const message = ended.message ? `: ${ended.message}` : '';
  return [quote(`${code}${message}, restarted ${container.restarts} times`, evidenceFiles.pods)];
}

export interface LogHit {
  readonly line: string;
  readonly match: RegExpExecArray;
  readonly file: string;
  readonly previous: boolean;
}

/** The last line of the container's logs that matches: the end of a log is where a crash is explained. */
export function findInLogs(world: World, container: Container, pattern: RegExp): LogHit | undefined {
  for (const log of world.logs(container)) {
    const lines = log.text.split('\n');
    for (let at = lines.length - 1; at >= 0; at--) {
      const line = lines[at] as string;
      const match = pattern.exec(line);
      if (match) return { line: withoutTime(line), match, file: log.file, previous: log.previous };
    }
  }
  return undefined;
}

/** The last lines of the run that failed. */
export function lastLines(world: World, container: Container, count: number): Quote[] {
  const log = world.logs(container).find((candidate) => candidate.text.trim() !== '');
  const lines = log?.text.trimEnd().split('\n').slice(-count) ?? [];
  return lines.filter((line) => withoutTime(line).trim() !== '').map((line) => quote(withoutTime(line), log?.file));
}

function withoutTime(line: string): string {
  return line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) /, '');
}

/** A kubectl command that shows the same again. */
export function kubectl(world: World, ...args: readonly string[]): string {
  return kubectlIn(world, world.snapshot.namespace, ...args);
}

export function kubectlIn({ snapshot }: World, namespace: string, ...args: readonly string[]): string {
  const { context, kubeconfig } = snapshot;
  const access = [...(kubeconfig ? ['--kubeconfig', kubeconfig] : []), ...(context ? ['--context', context] : [])];
  return quoteArgv(['kubectl', ...access, '-n', namespace, ...args]);
}

/** The same for helm, which calls the context otherwise. */
export function helmIn({ snapshot }: World, namespace: string, ...args: readonly string[]): string {
  const { context, kubeconfig } = snapshot;
  const access = [...(kubeconfig ? ['--kubeconfig', kubeconfig] : []), ...(context ? ['--kube-context', context] : [])];
  return quoteArgv(['helm', ...args, '-n', namespace, ...access]);
}

export function describePod(world: World, container: Container): string {
  return kubectl(world, 'describe', 'pod', container.pod.metadata.name);
}

export function readLogs(world: World, container: Container): string {
  const previous = container.restarts > 0 ? ['--previous'] : [];
  return kubectl(world, 'logs', container.pod.metadata.name, '-c', container.name, ...previous);
}

export function describe(world: World, ref: Ref): string {
  return kubectl(world, 'describe', ref.kind.toLowerCase(), ref.name);
}

/** One finding per workload and container: ten replicas with one cause are one fault. */
export function perContainer<T>(containers: readonly Container[], find: (container: Container) => T | undefined): T[] {
  const seen = new Map<string, T>();
  for (const container of containers) {
    const key = `${container.owner.kind}/${container.owner.name}/${container.name}`;
    if (seen.has(key)) continue;
    const found = find(container);
    if (found !== undefined) seen.set(key, found);
  }
  return [...seen.values()];
}

/** What every finding about a container has in common. */
export function inContainer(container: Container) {
  const since = Date.parse(container.ended?.finishedAt ?? container.pod.metadata.creationTimestamp ?? '');
  return { object: container.owner, container: container.name, ...(Number.isNaN(since) ? {} : { since }) };
}
