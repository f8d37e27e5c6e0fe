/** Lines of a difference, each with its sign: `-` gone, `+` new, a blank for what stands around them. */
export function lineDiff(before: string, after: string, around = 2): string[] {
  return shorten(align(before === '' ? [] : before.split('\n'), after === '' ? [] : after.split('\n')), around);
}

/** Past this many pairs of lines, texts are shown one after the other instead of aligned. */
const maxPairs = 4_000_000;

function align(before: readonly string[], after: readonly string[]): string[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail += 1;
  const same = (lines: readonly string[]): string[] => lines.map((line) => ` ${line}`);
  const end = before.length - tail;
  return [
    ...same(before.slice(0, head)),
    ...middle(before.slice(head, end), after.slice(head, after.length - tail)),
    ...same(before.slice(end)),
  ];
}

/** By the longest common subsequence, filled from the end so that it is read from the start. */
function middle(before: readonly string[], after: readonly string[]): string[] {
  const gone = before.map((line) => `-${line}`);
  const come = after.map((line) => `+${line}`);
  if (before.length * after.length === 0 || before.length * after.length > maxPairs) return [...gone, ...come];
  const width = after.length + 1;
  const best = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => best[i * width + j] as number;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      best[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      lines.push(` ${before[i]}`);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) lines.push(gone[i++] as string);
    else lines.push(come[j++] as string);
  }
  return [...lines, ...gone.slice(i), ...come.slice(j)];
}

/** Only what stands near a change; a gap is shown as `…`. */
function shorten(lines: readonly string[], around: number): string[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some((line) => !line.startsWith(' ')),
  );
  return lines.flatMap((line, index) => (near[index] ? [line] : near[index - 1] ? [' …'] : []));
}
