import type { Instruction } from './dockerfile.ts';

export interface BuildStep {
  readonly step: number;
  readonly of: number;
  readonly text: string;
}

/** `Step 3/9 : RUN …` of the classic builder, or `#7 [builder 3/9] RUN …` of BuildKit. */
export function parseStep(line: string): BuildStep | undefined {
  const classic = /^Step (\d+)\/(\d+) : (.*)$/.exec(line);
  if (classic) return { step: Number(classic[1]), of: Number(classic[2]), text: classic[3] as string };
  const kit = /^#\d+ \[(?:(\S+) +)?(\d+)\/(\d+)\] (.*)$/.exec(line);
  if (!kit) return undefined;
  const text = kit[1] ? `${kit[1]}: ${kit[4]}` : (kit[4] as string);
  return { step: Number(kit[2]), of: Number(kit[3]), text };
}

export interface BuildFailure {
  readonly reason: string;
  /** The last lines that the failed step printed. */
  readonly excerpt: readonly string[];
  readonly line?: number;
}

/** What a failed build said, from everything that it printed. */
export function parseBuildFailure(output: string, instructions: readonly Instruction[]): BuildFailure {
  const lines = output.split('\n').map((line) => line.trimEnd());
  return kitFailure(lines, instructions) ?? classicFailure(lines, instructions);
}

/** BuildKit ends with an excerpt of the Dockerfile, `Dockerfile:12`, and `ERROR: failed to … : reason`. */
function kitFailure(lines: readonly string[], instructions: readonly Instruction[]): BuildFailure | undefined {
  const error = lines.findLast((line) => /^ERROR: failed to /.test(line));
  if (error === undefined) return undefined;
  const place = lines.findLast((line) => /^\S*[^\s:]:\d+$/.test(line));
  const number = /^#(\d+) ERROR/.exec(lines.findLast((line) => /^#\d+ ERROR/.test(line)) ?? '')?.[1];
  const step = lines.map(parseStep).findLast((each) => each !== undefined);
  const line = place ? Number(place.slice(place.lastIndexOf(':') + 1)) : step && lineOf(step.text, instructions);
  const printed = lines.filter((line) => number !== undefined && line.startsWith(`#${number} `));
  return {
    reason: error.replace(/^ERROR: (failed to build: )?(failed to solve: )?/, ''),
    excerpt: printed.slice(-10).map((line) => line.replace(/^#\d+ (\d+\.\d+ )?/, '')),
    ...(line === undefined ? {} : { line }),
  };
}

/** A BuildKit from before it showed the Dockerfile: the failed step is an instruction, word by word. */
function lineOf(step: string, instructions: readonly Instruction[]): number | undefined {
  const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  const wanted = words(step.replace(/^\S+: /, ''));
  return instructions.findLast(({ name, value }) => words(`${name} ${value}`) === wanted)?.line;
}

/** The classic builder counts every instruction, so its last step names the line. */
function classicFailure(lines: readonly string[], instructions: readonly Instruction[]): BuildFailure {
  const useful = lines.filter((line) => line.trim() !== '' && !noise.test(line));
  const at = useful.findLastIndex((line) => parseStep(line) !== undefined);
  const step = at === -1 ? undefined : parseStep(useful[at] as string);
  const parseError = useful.map((line) => /parse error (?:on )?line (\d+)/.exec(line)?.[1]).find(Boolean);
  const line = parseError ? Number(parseError) : step && instructions[step.step - 1]?.line;
  return {
    reason: useful.at(-1) ?? 'docker build said nothing',
    excerpt: useful
      .slice(at + 1)
      .filter((text) => !/^ ---> /.test(text))
      .slice(-10),
    ...(line === undefined ? {} : { line }),
  };
}

/** What Docker prints around a build and never because of it. */
const noise =
  /^(DEPRECATED: The legacy builder|\s+(Install the buildx component|BuildKit is currently disabled|environment-variable\.|https:\/\/docs\.docker\.com)|Sending build context|Removing intermediate container)/;
