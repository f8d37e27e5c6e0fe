import { formatDuration } from '../lib/duration.ts';
import type { CheckResult } from '../model/check.ts';
import type { EventBody, NoteLevel } from '../model/event.ts';
import type { ReleaseRecord } from '../model/release.ts';
import { checkLines } from './check-text.ts';
import { plural } from './text.ts';
import { releaseLine, signOf, type Tone } from './words.ts';

/** One thing said, not dressed yet: the terminal, the job log and the page each do that in their own way. */
export interface Line {
  readonly level: NoteLevel;
  readonly tone: Tone;
  readonly mark: string;
  readonly text: string;
  /** Belongs below the line: a traceback, a list of differences. */
  readonly more?: readonly string[];
  readonly stage?: string;
  /** It is a detail of what was said before. */
  readonly inner?: boolean;
}

/** Events that say everything themselves. */
export function lineOf(event: EventBody): readonly Line[] {
  switch (event.kind) {
    case 'progress':
      return [{ ...say('quiet', '·', event.text), stage: event.stage }];
    case 'note':
      return [{ ...note(event.level, event.text), ...(event.stage === undefined ? {} : { stage: event.stage }) }];
    case 'command':
      return [command(event)];
    case 'check':
      return [checkLine(event.check)];
    case 'evidence':
      return [{ ...say('quiet', '·', `evidence: ${event.item.file}`), level: 'debug' }];
    case 'fault':
      return event.fault.root
        ? [say('bad', '➜', `Cause: ${event.fault.title}: ${event.fault.object}`)]
        : [say('quiet', '·', `Consequence: ${event.fault.title}: ${event.fault.object}`)];
    case 'release':
      return [release(event.release)];
    case 'contract':
      return [
        say(
          'plain',
          '·',
          `Contract: ${event.contract.passed} of ${plural(event.contract.steps, 'step')} as the reference`,
        ),
      ];
    case 'environment':
      return Object.entries(event.values).map(([key, value]) => ({
        ...say('quiet', '·', `${key}: ${value}`),
        level: 'debug',
      }));
    default:
      return [];
  }
}

export function say(tone: Tone, mark: string, text: string): Line {
  const level = tone === 'bad' ? 'error' : tone === 'warn' ? 'warning' : 'info';
  return { level, tone, mark, text };
}

function note(level: NoteLevel, text: string): Line {
  const tone = ({ debug: 'quiet', info: 'plain', warning: 'warn', error: 'bad' } as const)[level];
  const [first = '', ...more] = text.split('\n');
  return { level, tone, mark: level === 'error' ? '✗' : level === 'warning' ? '!' : '·', text: first, more };
}

function command(event: Extract<EventBody, { kind: 'command' }>): Line {
  const reason = event.failed ? `  failed: ${event.reason ?? 'no reason given'}` : '';
  const text = `${event.command}  ${formatDuration(event.durationMs)}${reason}`;
  const line: Line = { ...say('quiet', '$', text), level: 'debug' };
  return event.stage === undefined ? line : { ...line, stage: event.stage };
}

function checkLine(check: CheckResult): Line {
  const { mark, tone, word } = signOf(check.verdict);
  const green = check.verdict === 'passed' || check.verdict === 'skipped';
  const [first = '', ...rest] = check.detail.split('\n');
  const evidence = check.evidence.length === 0 ? [] : [`evidence: ${check.evidence.join(', ')}`];
  const text = `${check.title}${check.verdict === 'passed' ? '' : ` (${word})`}${first === '' ? '' : `: ${first}`}`;
  return { ...say(tone, mark, text), inner: true, more: green ? [] : [...rest, ...checkLines(check), ...evidence] };
}

function release(record: ReleaseRecord): Line {
  const detail = record.detail === undefined ? '' : ` (${record.detail})`;
  const text = `Release ${record.name}: ${releaseLine(record)}${detail}`;
  return record.verified ? say('good', '✓', text) : say('bad', '✗', text);
}
