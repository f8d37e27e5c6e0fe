import type { Pod } from '../diagnosis/kube.ts';
import type { ContainerLog } from '../diagnosis/snapshot.ts';
import { evidenceFiles } from '../diagnosis/snapshot.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exec, Outcome } from '../ports/exec.ts';
import { failureSentence, lastWords, pasteable } from '../tools/outcome.ts';
import { readLog, type Target } from './commands.ts';
import { mapLimited } from './map-limited.ts';
import type { Found, Writer } from './writer.ts';

export interface LogPorts {
  readonly exec: Exec;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly redactor: SecretRedactor;
}

interface Source {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}

/** Lines of a log that are read, newest first; when there are more, the beginning is read too. */
const tailLines = 10_000;
const headBytes = 64 << 10;
const tailBytes = 1 << 20;
const width = 4;
const replacedMs = 1500;

/** Current and previous logs of every container, each by a call of its own: one that fails does not stop another. */
export async function collectLogs(
  pods: readonly Pod[],
  target: Target,
  writer: Writer,
  ports: LogPorts,
): Promise<readonly ContainerLog[]> {
  const sources = pods.flatMap(sourcesOf);
  const logs = await mapLimited(sources, width, (source) => collectOne(source, target, writer, ports));
  return logs.flatMap((log) => log ?? []);
}

/** A container that has not started has no log, and one that never ended has no previous one. */
function sourcesOf(pod: Pod): readonly Source[] {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  return [...initContainerStatuses, ...containerStatuses].flatMap(({ name, state, lastState, restartCount = 0 }) => {
    const source = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name, container: name };
    const hasRun = state?.running !== undefined || state?.terminated !== undefined || restartCount > 0;
    const hasEnded = restartCount > 0 || lastState?.terminated !== undefined;
    return [...(hasRun ? [{ ...source, previous: false }] : []), ...(hasEnded ? [{ ...source, previous: true }] : [])];
  });
}

async function collectOne(
  source: Source,
  target: Target,
  writer: Writer,
  ports: LogPorts,
): Promise<ContainerLog | undefined> {
  const { exec, clock, signal, redactor } = ports;
  const read = readLog(target, source, { lines: tailLines, keepBytes: tailBytes });
  const first = await exec(read, { signal });
  // The container had just been replaced: a moment later it is the next one's log that is given.
  if (isGone(first)) await clock.sleep(replacedMs, signal);
  const outcome = isGone(first) ? await exec(read, { signal }) : first;
  const long = outcome.truncated || lineCount(outcome.stdout) >= tailLines;
  const head = long
    ? await exec(readLog(target, source, { headBytes, keepBytes: 2 * headBytes }), { signal })
    : undefined;
  const file = evidenceFiles.log(source);
  const found = {
    file,
    what: `${source.previous ? 'previous ' : ''}log of ${source.pod}, container ${source.container}`,
    command: pasteable(outcome.command),
  };
  const content = contentOf(outcome, head);
  // Redacted once here: the writer looks at it again, and finds nothing left to hide.
  const text = content.text === undefined ? undefined : redactor.text(content.text);
  const item = await writer.write({ ...found, ...content, ...(text === undefined ? {} : { text }), truncated: long });
  if (item.failed !== undefined) return undefined;
  return { ...source, text: withoutTimes(text ?? ''), file: item.file };
}

function contentOf(outcome: Outcome, head: Outcome | undefined): Pick<Found, 'text' | 'failed'> {
  if (outcome.failed && outcome.stdout === '') return { failed: lastWords(outcome, 1) || failureSentence(outcome) };
  if (isGone(outcome)) return { failed: outcome.stdout.trim() };
  const tail = wholeLines(outcome.stdout);
  if (!head || head.failed) return { text: tail };
  const start = head.stdout.slice(0, head.stdout.lastIndexOf('\n') + 1);
  return { text: `${start}… lines between these are left out …\n${tail}` };
}

/** Said by the node in place of a log, and with success. */
function isGone(outcome: Outcome): boolean {
  return /^unable to retrieve container logs for \S+\s*$/.test(outcome.stdout);
}

/** Where the middle was dropped, the lines at the cut are cut too: half a secret must not be left standing. */
function wholeLines(text: string): string {
  return text.replace(/[^\n]*\n(… \d+ bytes left out …)\n[^\n]*\n?/, '$1\n');
}

function withoutTimes(text: string): string {
  return text.replace(/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) /gm, '');
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}
