import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changesText, compareDocuments, summarise } from '../../release/compare.ts';
import type { PreparedStage } from '../../release/deploy.ts';
import { splitDocuments } from '../../release/documents.ts';
import type { ReleaseState } from '../../release/spec.ts';
import type { RunContext } from '../context.ts';

const key = randomBytes(16);
const token = (value: string): string => createHmac('sha256', key).update(value).digest('hex').slice(0, 8);

/** Says what a stage is going to change of what is deployed, and keeps the lines as evidence. Secrets are tokens. */
export async function showChanges(state: ReleaseState, prepared: PreparedStage, context: RunContext): Promise<void> {
  const { rendering, component } = prepared;
  for (const text of rendering.said) context.emit({ kind: 'note', level: 'info', text: `${state.name}: ${text}` });
  const present = splitDocuments(state.manifest || state.known);
  const changes = compareDocuments(present, rendering.whole, token);
  context.emit({ kind: 'note', level: 'info', text: `${state.name}: ${summarise(changes)}` });
  if (changes.length === 0 || present.length === 0) return;
  const file = `diff-${state.name}${component === state.name ? '' : `-${component}`}.txt`;
  const text = context.ports.redactor.text(changesText(changes));
  const folder = join(context.settings.out, 'evidence');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), text);
  state.diff = file;
  context.emit({
    kind: 'evidence',
    item: {
      file,
      what: `What ${component} changes of what was deployed`,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
      truncated: false,
    },
  });
}
