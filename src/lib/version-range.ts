/** Whether a version such as `1.38.1` or `v1.38.1` is in the range. */
export type VersionRange = (version: string) => boolean;

const part = /^(>=|<=|>|<|=|\^|~)?v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.[x*])?$/;

/** Words that all must hold: `>=1.35 <1.40`, `^3.15`, `~1.34.2`, `1.34` for any 1.34.z, `v1.34.4` for itself. */
export function parseRange(text: string): VersionRange | undefined {
  const words = text
    .trim()
    .replaceAll(/([<>=^~])\s+/g, '$1')
    .split(/[\s,]+/);
  const rules = words.map(ruleOf);
  return rules.every((rule) => rule !== undefined) ? (version) => rules.every((rule) => rule(version)) : undefined;
}

/** The one version that is meant, where one is. */
export function exactVersion(text: string | undefined): string | undefined {
  const version = /^=?v?(\d+\.\d+\.\d+)$/.exec(text?.trim() ?? '')?.[1];
  return version && `v${version}`;
}

/** Negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left = [], right = []] = [a, b].map((text) => text.replace(/^v/, '').split(/[.-]/).map(Number));
  return [0, 1, 2].map((at) => (left[at] ?? 0) - (right[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function ruleOf(word: string): VersionRange | undefined {
  const match = part.exec(word);
  if (!match) return undefined;
  const [, sign = '', ...texts] = match;
  const numbers = texts.filter((text) => text !== undefined).map(Number);
  const bound = numbers.join('.');
  const since = (version: string): boolean => compareVersions(version, bound) >= 0;
  const before =
    (end: string): VersionRange =>
    (version) =>
      since(version) && compareVersions(version, end) < 0;
  switch (sign) {
    case '>=':
      return since;
    case '<':
      return (version) => !since(version);
    // `>1.35` is later than every 1.35.z, and `<=1.35` is every one of them too.
    case '>':
      return (version) => compareVersions(version, nextAfter(numbers)) >= 0;
    case '<=':
      return (version) => compareVersions(version, nextAfter(numbers)) < 0;
    case '^':
      return before(nextAfter(numbers.slice(0, firstOf(numbers))));
    case '~':
      return before(nextAfter(numbers.slice(0, 2)));
    default:
      return before(nextAfter(numbers));
  }
}

/** The first version that does not begin with these numbers. */
function nextAfter(numbers: readonly number[]): string {
  return [...numbers.slice(0, -1), (numbers.at(-1) as number) + 1].join('.');
}

/** `^` holds the first number that is not 0. */
function firstOf(numbers: readonly number[]): number {
  const at = numbers.findIndex((number) => number !== 0);
  return at === -1 ? numbers.length : at + 1;
}
