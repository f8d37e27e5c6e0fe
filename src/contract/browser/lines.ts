/** A run of lines that differs: `from` in the expected lines, what stands there on each side. */
export interface Hunk {
  readonly from: number;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}

/** The shortest way from one list of lines to another; equal ends are cut off first, so that big pages stay cheap. */
export function diffLines(expected: readonly string[], actual: readonly string[]): readonly Hunk[] {
  let head = 0;
  while (head < expected.length && head < actual.length && expected[head] === actual[head]) head++;
  let tail = 0;
  const most = Math.min(expected.length, actual.length) - head;
  while (tail < most && expected.at(-1 - tail) === actual.at(-1 - tail)) tail++;
  const [left, right] = [expected.slice(head, expected.length - tail), actual.slice(head, actual.length - tail)];
  if (left.length === 0 && right.length === 0) return [];
  // Beyond this the table would need more memory than the answer is worth.
  if (left.length * right.length > 4_000_000) return [{ from: head, expected: left, actual: right }];
  return hunks(left, right, head);
}

function hunks(left: readonly string[], right: readonly string[], offset: number): readonly Hunk[] {
  const common = table(left, right);
  const width = right.length + 1;
  const found: { from: number; expected: string[]; actual: string[] }[] = [];
  let open: (typeof found)[number] | undefined;
  let [at, to] = [0, 0];
  while (at < left.length || to < right.length) {
    if (at < left.length && to < right.length && left[at] === right[to]) {
      open = undefined;
      at++;
      to++;
      continue;
    }
    if (!open) {
      open = { from: offset + at, expected: [], actual: [] };
      found.push(open);
    }
    const down = at < left.length ? (common[(at + 1) * width + to] ?? 0) : -1;
    const across = to < right.length ? (common[at * width + to + 1] ?? 0) : -1;
    if (down >= across) open.expected.push(left[at++] ?? '');
    else open.actual.push(right[to++] ?? '');
  }
  return found;
}

/** Length of the longest common rest from each pair of positions. */
function table(left: readonly string[], right: readonly string[]): Int32Array {
  const width = right.length + 1;
  const common = new Int32Array((left.length + 1) * width);
  for (let at = left.length - 1; at >= 0; at--) {
    for (let to = right.length - 1; to >= 0; to--) {
      const place = at * width + to;
      common[place] =
        left[at] === right[to]
          ? (common[place + width + 1] ?? 0) + 1
          : Math.max(common[place + width] ?? 0, common[place + 1] ?? 0);
    }
  }
  return common;
}

/** Hunks of the candidate that do not touch a line in which the reference differs from itself. */
export function withoutNoise(
  found: readonly Hunk[],
  noise: readonly Hunk[],
): { readonly kept: readonly Hunk[]; readonly masked: readonly Hunk[] } {
  const touches = (one: Hunk): boolean =>
    noise.some(
      (other) => one.from <= other.from + other.expected.length && other.from <= one.from + one.expected.length,
    );
  return { kept: found.filter((one) => !touches(one)), masked: found.filter(touches) };
}
