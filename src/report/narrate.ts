import { formatDuration } from '../lib/duration.ts';
import type { PipelineEvent, StageInfo } from '../model/event.ts';
import { type Line, lineOf, say } from './narrate-line.ts';
import { plural } from './text.ts';
import { signOf } from './words.ts';

/** Turns events into lines, in order; it remembers when things began, so that their ends can name a duration. */
export function narrator(): (event: PipelineEvent) => readonly Line[] {
  const memory: Memory = { began: new Map(), titles: new Map(), checkpoints: [] };
  return (event) => {
    const lines = tell(event, memory);
    remember(event, memory);
    return lines;
  };
}

interface Memory {
  readonly began: Map<string, number>;
  readonly titles: Map<string, string>;
  readonly checkpoints: string[];
}

function remember(event: PipelineEvent, memory: Memory): void {
  if (event.kind === 'run-started') {
    memory.began.set('run', event.at);
    for (const stage of event.stages) memory.titles.set(stage.id, stage.title);
    memory.checkpoints.push(...(event.checkpoints ?? []).map(({ id }) => id));
  }
  if (event.kind === 'stage-started') {
    memory.began.set(`stage ${event.stage}`, event.at);
    memory.titles.set(event.stage, event.title);
  }
  if (event.kind === 'checkpoint-started') {
    memory.began.set(`checkpoint ${event.checkpoint}`, event.at);
    memory.titles.set(`checkpoint ${event.checkpoint}`, event.title);
  }
}

function tell(event: PipelineEvent, memory: Memory): readonly Line[] {
  const title = (id: string): string => memory.titles.get(id) ?? id.replace(/^checkpoint /, '');
  const took = (key: string): string => {
    const began = memory.began.get(key);
    return began === undefined ? '' : `  ${formatDuration(event.at - began)}`;
  };
  switch (event.kind) {
    case 'run-started':
      return [say('plain', '●', `${event.name}: ${planned(event.stages, event.checkpoints?.length ?? 0)}`)];
    case 'stage-started':
      return [{ ...say('plain', '▸', event.title), stage: event.stage }];
    case 'stage-finished': {
      const { mark, tone, word } = signOf(event.outcome);
      const why = event.detail === undefined ? '' : `: ${event.detail}`;
      const text = event.outcome === 'passed' ? title(event.stage) : `${title(event.stage)} ${word}${why}`;
      return [{ ...say(tone, mark, text + took(`stage ${event.stage}`)), stage: event.stage }];
    }
    case 'checkpoint-started': {
      const index = memory.checkpoints.indexOf(event.checkpoint);
      const which = index < 0 ? '' : ` ${index + 1} of ${memory.checkpoints.length}`;
      return [say('plain', '◆', `Checkpoint${which}: ${event.title}`)];
    }
    case 'checkpoint-finished': {
      const key = `checkpoint ${event.checkpoint}`;
      const { mark, tone, word } = signOf(event.outcome);
      return [say(tone, mark, `Checkpoint ${title(key)}: ${word}${took(key)}`)];
    }
    case 'run-finished': {
      const { mark, tone, word } = signOf(event.verdict);
      const why = event.reason === undefined ? '' : `: ${event.reason}`;
      return [say(tone, mark, `${word}${took('run')}${why}`)];
    }
    default:
      return lineOf(event);
  }
}

function planned(stages: readonly StageInfo[], checkpoints: number): string {
  return `${plural(stages.length, 'stage')}, ${plural(checkpoints, 'checkpoint')}`;
}
