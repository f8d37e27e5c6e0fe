import { formatDuration } from '../lib/duration.ts';
import type { PipelineEvent } from '../model/event.ts';
import { type Line, lineOf, say } from './narrate-line.ts';
import { checkpointOfStage, type EventOf } from './select.ts';
import { plural } from './text.ts';
import { signOf } from './words.ts';

/** Turns events into lines, in order; it remembers what began when, so that an end can name its title and its duration. */
export function narrator(): (event: PipelineEvent) => readonly Line[] {
  const memory: Memory = { began: new Map(), titles: new Map(), checkpoints: [], ended: new Set() };
  return (event) => {
    remember(event, memory);
    return tell(event, memory);
  };
}

interface Memory {
  readonly began: Map<string, number>;
  readonly titles: Map<string, string>;
  /** Ids in the order of the plan. */
  readonly checkpoints: string[];
  readonly ended: Set<string>;
}

function remember(event: PipelineEvent, memory: Memory): void {
  switch (event.kind) {
    case 'run-started':
      memory.began.set('run', event.at);
      for (const { id, title } of event.stages) memory.titles.set(id, title);
      for (const { id, title } of event.checkpoints ?? []) memory.titles.set(`checkpoint:${id}`, title);
      memory.checkpoints.push(...(event.checkpoints ?? []).map(({ id }) => id));
      break;
    case 'stage-started':
      memory.began.set(event.stage, event.at);
      memory.titles.set(event.stage, event.title);
      break;
    case 'checkpoint-started':
      memory.began.set(`checkpoint:${event.checkpoint}`, event.at);
      memory.titles.set(`checkpoint:${event.checkpoint}`, event.title);
      break;
    case 'checkpoint-finished':
      memory.ended.add(event.checkpoint);
      break;
  }
}

function tell(event: PipelineEvent, memory: Memory): readonly Line[] {
  switch (event.kind) {
    case 'run-started':
      return [
        say(
          'plain',
          '●',
          `${event.name}: ${plural(event.stages.length, 'stage')}, ${plural(event.checkpoints?.length ?? 0, 'checkpoint')}`,
        ),
      ];
    case 'stage-started':
      return checkpointOfStage(event.stage) === undefined
        ? [{ ...say('plain', '▸', event.title), stage: event.stage }]
        : [];
    case 'stage-finished':
      return stageEnd(event, memory);
    case 'checkpoint-started':
      return [say('plain', '◆', `${checkpointName(event.checkpoint, memory)}: ${event.title}`)];
    case 'checkpoint-finished': {
      const { mark, tone, word } = signOf(event.outcome);
      const title = memory.titles.get(`checkpoint:${event.checkpoint}`) ?? event.checkpoint;
      const text = `${checkpointName(event.checkpoint, memory)} ${word}: ${title}`;
      return [say(tone, mark, text + took(`checkpoint:${event.checkpoint}`, event.at, memory))];
    }
    case 'run-finished': {
      const { mark, tone, word } = signOf(event.verdict);
      const why = event.reason === undefined ? '' : `: ${event.reason}`;
      return [say(tone, mark, `${word}${took('run', event.at, memory)}${why}`)];
    }
    default:
      return lineOf(event).map((line) => ownedBy(line, memory));
  }
}

/** A stage that is a checkpoint has said its end already, unless it broke off before. */
function stageEnd(event: EventOf<'stage-finished'>, memory: Memory): readonly Line[] {
  if (memory.ended.has(checkpointOfStage(event.stage) ?? '')) return [];
  const { mark, tone, word } = signOf(event.outcome);
  const why = event.detail === undefined || event.detail === '' ? '' : `: ${event.detail}`;
  const title = memory.titles.get(event.stage) ?? event.stage;
  const text = event.outcome === 'passed' ? title : `${title} ${word}${why}`;
  return [{ ...say(tone, mark, text + took(event.stage, event.at, memory)), stage: event.stage }];
}

/** Stages run side by side: a line in between says whose it is. */
function ownedBy(line: Line, memory: Memory): Line {
  const title = line.stage === undefined ? undefined : memory.titles.get(line.stage);
  return title === undefined || line.mark === '$' ? line : { ...line, text: `${title}: ${line.text}` };
}

function checkpointName(id: string, memory: Memory): string {
  const index = memory.checkpoints.indexOf(id);
  return index < 0 ? 'Checkpoint' : `Checkpoint ${index + 1}/${memory.checkpoints.length}`;
}

function took(key: string, at: number, memory: Memory): string {
  const began = memory.began.get(key);
  return began === undefined ? '' : `  ${formatDuration(at - began)}`;
}
