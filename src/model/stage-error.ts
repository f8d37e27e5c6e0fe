import type { Place } from './check.ts';

export interface StageErrorHelp {
  readonly remedy?: string;
  /** The last lines of the program that failed. */
  readonly excerpt?: readonly string[];
  readonly place?: Place;
  /** Trying the same again may work. */
  readonly transient?: boolean;
  readonly cause?: unknown;
}

/** `failed`: the application or its configuration. `infrastructure`: the machine, the cluster, the network or the reference. */
export class StageError extends Error {
  readonly outcome: 'failed' | 'infrastructure';
  readonly help: StageErrorHelp;

  constructor(outcome: 'failed' | 'infrastructure', message: string, help: StageErrorHelp = {}) {
    super(message, help.cause === undefined ? undefined : { cause: help.cause });
    this.name = 'StageError';
    this.outcome = outcome;
    this.help = help;
  }
}

/** The sentence, what to do about it, and the program's last lines. */
export function explainStageError(error: StageError): string {
  const { remedy, excerpt = [] } = error.help;
  return [error.message, ...(remedy ? [remedy] : []), ...excerpt.map((line) => `  ${line}`)].join('\n');
}
