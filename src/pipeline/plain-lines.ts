import { formatDuration } from '../lib/duration.ts';
import type { PipelineEvent } from '../model/event.ts';

/** Event → plain lines, with the time since the start. */
export function plainLines(): (event: PipelineEvent) => readonly string[] {
  let start: number | undefined;
  return (event) => {
    start ??= event.at;
    const text = words(event);
    return text === undefined ? [] : [`${formatDuration(event.at - start).padStart(9)}  ${text}`];
  };
}

function words(event: PipelineEvent): string | undefined {
  switch (event.kind) {
    case 'stage-started':
      return `▸ ${event.title}`;
    case 'stage-finished':
      return `${event.outcome === 'passed' ? '✓' : '✗'} ${event.stage} ${event.outcome}${event.detail ? `: ${event.detail}` : ''}`;
    case 'progress':
      return `  ${event.stage}: ${event.text}`;
    case 'note':
      return `  ${event.level}: ${event.text}`;
    case 'check':
      return `  [${event.checkpoint}] ${event.check.verdict}: ${event.check.title}${event.check.detail ? ` (${event.check.detail})` : ''}`;
    case 'fault':
      return `  ${event.fault.root ? 'cause' : 'follows'}: ${event.fault.title} (${event.fault.object}). ${event.fault.remedy}`;
    case 'release':
      return `  release ${event.release.name}: ${event.release.action}, revision ${event.release.revision}${event.release.verified ? ', verified' : ''}`;
    default:
      return undefined;
  }
}
