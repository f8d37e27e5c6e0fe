import { isGuessable, isOrdinary, partsOf } from './values.ts';

/** Shorter ones, such as `{` of a JSON text, stand everywhere: masked, they would blot out the log. */
const shortest = 6;

/**
 * What the host is asked to hide of a secret, line by line, as it masks: no brace, no short or ordinary word. Those stay hidden
 * in what goes through this program; the host would take them out of every line of the job.
 */
export function masksOf(value: string): readonly string[] {
  const lines = partsOf(value)
    .filter((part) => part.raw)
    .flatMap((part) => part.value.split(/\r?\n/))
    .map((line) => line.trim());
  return [...new Set(lines)].filter(
    (line) => line.length >= shortest && /[A-Za-z0-9]/.test(line) && !isGuessable(line) && !isOrdinary(line),
  );
}
