import type { Kind } from './draw.ts';

/** What a disturbed run, the run after it and the machine after that have shown. */
export interface Observed {
  readonly code: number | null;
  readonly verdict: string | undefined;
  readonly output: string;
  readonly nextCode: number | null;
  readonly nextOutput: string;
  /** What is there that was not there before, a line each. */
  readonly left: readonly string[];
}

/** What would be said of it, were the world kind. */
export const truth: Readonly<Record<Kind, { readonly verdict: string; readonly code: number }>> = {
  good: { verdict: 'passed', code: 0 },
  unchanged: { verdict: 'passed', code: 0 },
  crash: { verdict: 'failed', code: 1 },
  drift: { verdict: 'failed', code: 1 },
};

/** Everything that is not as it must be: the verdict is right or says infrastructure, the next run is green, nothing is left. */
export function judge(kind: Kind, observed: Observed, fatal: boolean): readonly string[] {
  const { code, verdict, output, nextCode, nextOutput, left } = observed;
  const right = truth[kind];
  const said = fatal && code === null ? [] : judgeVerdict(right, code, verdict);
  return [
    ...said,
    ...(/^\s+at .+:\d+:\d+\)?$/m.test(output) ? ['it printed a stack trace'] : []),
    ...(nextCode === 0 ? [] : [`the next run ended with ${nextCode}: ${lastLines(nextOutput)}`]),
    ...left.map((line) => `left: ${line}`),
  ];
}

function judgeVerdict(
  right: { readonly verdict: string; readonly code: number },
  code: number | null,
  verdict: string | undefined,
): readonly string[] {
  if (code === 3 && (verdict === 'infrastructure' || verdict === undefined)) return [];
  // A report that could not be written cannot be read; the exit code says the same.
  if (code === right.code && (verdict === right.verdict || verdict === undefined)) return [];
  return [`it said ${verdict ?? 'nothing'} with exit code ${code}; right is ${right.verdict}, or infrastructure`];
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-6).join(' | ');
