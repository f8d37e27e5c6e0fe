import type { PipelineEvent } from '../model/event.ts';

export interface ParsedEvents {
  readonly events: readonly PipelineEvent[];
  /** What could not be read, as `line N: why`. */
  readonly problems: readonly string[];
}

/** `events.jsonl` → events. A run that was killed leaves half a last line: that one is left out without a word. */
export function parseEvents(text: string): ParsedEvents {
  const lines = text.split('\n');
  const complete = text.endsWith('\n') ? lines.slice(0, -1) : lines;
  const parsed = complete.map((line, index) => parseLine(line, `line ${index + 1}`));
  const half = !text.endsWith('\n') && typeof parsed.at(-1) === 'string';
  const all = half ? parsed.slice(0, -1) : parsed;
  return {
    events: all.filter((one): one is PipelineEvent => typeof one !== 'string'),
    problems: all.filter((one): one is string => typeof one === 'string'),
  };
}

function parseLine(line: string, where: string): PipelineEvent | string {
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : `${where}: not an event of this version`;
  } catch {
    return `${where}: not JSON`;
  }
}

/** What every fold relies on, kind by kind: an object of that name with what identifies it. */
const required: Readonly<Record<PipelineEvent['kind'], Readonly<Record<string, Shape>>>> = {
  'run-started': { name: 'string', stages: 'array' },
  'stage-started': { stage: 'string', title: 'string' },
  'stage-finished': { stage: 'string', outcome: 'string' },
  progress: { stage: 'string', text: 'string' },
  note: { level: 'string', text: 'string' },
  command: { command: 'string', durationMs: 'number' },
  'checkpoint-started': { checkpoint: 'string', title: 'string' },
  check: {
    checkpoint: 'string',
    check: { id: 'string', title: 'string', verdict: 'string', detail: 'string', evidence: 'array' },
  },
  'checkpoint-finished': { checkpoint: 'string', outcome: 'string' },
  evidence: { item: { file: 'string', what: 'string', bytes: 'number' } },
  fault: { fault: { id: 'string', title: 'string', object: 'string', evidence: 'array', remedy: 'string' } },
  release: { release: { name: 'string', namespace: 'string' } },
  contract: { contract: { reference: 'object', steps: 'number' } },
  environment: { values: 'object' },
  'run-finished': { verdict: 'string' },
};

type Shape = 'string' | 'number' | 'array' | 'object' | { readonly [key: string]: Shape };

function isEvent(value: unknown): value is PipelineEvent {
  if (!hasShape(value, { at: 'number', kind: 'string' })) return false;
  const { kind } = value as PipelineEvent;
  return Object.hasOwn(required, kind) && hasShape(value, required[kind]);
}

function hasShape(value: unknown, shape: Shape): boolean {
  if (shape === 'array') return Array.isArray(value);
  if (typeof value !== 'object' || value === null) return typeof value === shape;
  if (typeof shape === 'string') return shape === 'object' && !Array.isArray(value);
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([key, part]) => hasShape(fields[key], part));
}
