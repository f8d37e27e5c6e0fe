import { formatDuration } from '../lib/duration.ts';
import { quoteArgv } from '../lib/quote.ts';
import type { Command, Outcome } from '../ports/exec.ts';

/** Thrown when a command failed and nobody could do better; carries the whole outcome. */
export class CommandError extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super(failureSentence(outcome));
    this.name = 'CommandError';
    this.outcome = outcome;
  }
}

export function orThrow(outcome: Outcome): Outcome {
  if (outcome.failed) throw new CommandError(outcome);
  return outcome;
}

/** The command as it can be pasted into a shell. */
export function pasteable(command: Command): string {
  const added = Object.entries(command.env ?? {});
  const env = added.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const line = quoteArgv([...env, command.tool, ...command.args]);
  return command.stdin === undefined ? line : `${line} < …`;
}

/** One sentence: what failed and why, with the last words of the program. */
export function failureSentence(outcome: Outcome): string {
  const said = lastWords(outcome);
  return `${prefix(outcome)}: ${pasteable(outcome.command)}${said ? `\n${said}` : ''}`;
}

function prefix(outcome: Outcome): string {
  const { tool, timeoutMs } = outcome.command;
  switch (outcome.ended) {
    case 'timed-out':
      return `${tool} did not finish within ${formatDuration(timeoutMs ?? outcome.durationMs)}`;
    case 'cancelled':
      return `${tool} was cancelled after ${formatDuration(outcome.durationMs)}`;
    case 'not-found':
      return `${tool} is not installed, or not on PATH`;
    case 'not-started':
      return `${tool} could not be started`;
    case 'killed':
      return `${tool} was ended by ${outcome.signal}, which this run did not send`;
    case 'exited':
      return `${tool} failed with exit code ${outcome.exitCode}`;
  }
}

/** The last lines of stderr, or of stdout when stderr is empty: where programs say why. */
export function lastWords(outcome: Outcome, count = 12): string {
  const text = outcome.stderr.trim() || outcome.stdout.trim();
  return text.split('\n').slice(-count).join('\n');
}
