import { evidenceFiles, type Objects } from '../diagnosis/snapshot.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';
import type { Command, Exec, Outcome } from '../ports/exec.ts';
import { failureSentence, lastWords, pasteable } from '../tools/outcome.ts';
import { getEvents, getObjects, type Target } from './commands.ts';
import { eventsText } from './events-text.ts';
import { mapLimited } from './map-limited.ts';
import type { Found, Writer } from './writer.ts';

interface FilePorts {
  readonly exec: Exec;
  readonly signal: AbortSignal;
  readonly redactor: SecretRedactor;
}

const width = 4;

/** Runs each command and keeps what it says; one that fails is recorded with its reason. */
export async function writeFiles(
  files: readonly { readonly file: string; readonly what: string; readonly command: Command }[],
  writer: Writer,
  ports: FilePorts,
): Promise<void> {
  await mapLimited(files, width, async ({ file, what, command }) => {
    const outcome = await ports.exec(command, { signal: ports.signal });
    await writer.write({
      file,
      what,
      command: pasteable(command),
      ...contentOf(file, outcome, ports.redactor),
      truncated: outcome.truncated,
    });
  });
}

function contentOf(file: string, outcome: Outcome, redactor: SecretRedactor): Pick<Found, 'text' | 'failed'> {
  if (outcome.failed && outcome.stdout === '') return { failed: lastWords(outcome, 2) || failureSentence(outcome) };
  if (!file.endsWith('.json')) return { text: outcome.stdout };
  try {
    return { text: `${JSON.stringify(redactor.value(JSON.parse(outcome.stdout)), null, 2)}\n` };
  } catch {
    return { text: outcome.stdout };
  }
}

/** The objects as they were judged: a quoted line can be found again in them. */
export async function writeObjects(objects: Objects, writer: Writer, target: Target): Promise<void> {
  const command = pasteable(getObjects(target));
  const { events, system, ...byKind } = objects;
  for (const [kind, list] of [...Object.entries(byKind), ['system', system] as const])
    await writer.write({
      file: fileOf(kind),
      what: `objects: ${kind}`,
      command,
      text: `${JSON.stringify(list, null, 1)}\n`,
    });
  await writer.write({
    file: evidenceFiles.events,
    what: 'events, by time',
    command: pasteable(getEvents(target)),
    text: eventsText(events),
  });
}

function fileOf(kind: string): string {
  return kind === 'networkPolicies' ? evidenceFiles.objects('networkpolicies') : evidenceFiles.objects(kind);
}
