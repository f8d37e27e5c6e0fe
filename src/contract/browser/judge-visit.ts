import type { Difference } from '../../model/check.ts';
import type { CheckVerdict } from '../../model/verdict.ts';
import type { Look, PageProblem, Visited } from '../../ports/browser.ts';
import type { Contract } from '../contract.ts';
import { actionText, type Flow } from './flow.ts';
import { diffLines, type Hunk, withoutNoise } from './lines.ts';

type Ui = NonNullable<Contract['ui']>;

/** A visit with this side's own values replaced by names that all sides share. */
export interface Shared {
  readonly visited: Visited;
  readonly share: (text: string) => string;
}

export interface Sides {
  readonly candidate: Shared;
  readonly references: readonly Shared[];
}

export interface VisitJudgement {
  readonly verdict: CheckVerdict;
  readonly faults: readonly string[];
  readonly remarks: readonly string[];
  readonly differences: readonly Difference[];
}

/** Decides about one flow without its pictures. A fault that production shows too was not brought by this deployment. */
export function judgeVisit(flow: Flow, { candidate, references }: Sides, ui: Ui): VisitJudgement {
  const [reference] = references;
  const { visited } = candidate;
  const known = new Set(
    references.flatMap(({ visited: { problems, looks }, share }) => [
      ...problems.map((one) => shape(one, share)),
      ...nameless(looks),
    ]),
  );
  const tolerated = (text: string): boolean => flow.tolerate.some((one) => text.includes(one.text));
  const found = [
    ...visited.problems.map((one) => ({ key: shape(one, candidate.share), words: words(one) })),
    ...nameless(visited.looks).map((text) => ({ key: text, words: text })),
  ].filter((one) => !tolerated(one.words));
  const faults = [
    ...(visited.failed ? [failure(flow, visited)] : []),
    ...titleFault(flow, visited),
    ...found.filter(({ key }) => !known.has(key)).map((one) => one.words),
  ];
  const differences = reference && !reference.visited.failed ? diffLooks({ candidate, references }, ui) : [];
  return {
    verdict: verdictOf(faults, differences, reference),
    faults,
    remarks: [
      ...found.filter(({ key }) => known.has(key)).map((one) => `known in the reference: ${one.words}`),
      ...(reference?.visited.failed ? [`the reference: ${failure(flow, reference.visited)}`] : []),
      ...refusals(references),
    ],
    differences,
  };
}

function verdictOf(
  faults: readonly string[],
  differences: readonly Difference[],
  reference: Shared | undefined,
): CheckVerdict {
  if (faults.length > 0 || differences.some(({ effect }) => effect === 'fails')) return 'failed';
  return reference?.visited.failed ? 'reference-invalid' : 'passed';
}

function failure({ actions }: Flow, { failed }: Visited): string {
  const action = actions[failed?.action ?? 0];
  const text = failed?.text.replaceAll(/\s*\n\s*/g, ' ⏎ ') ?? '';
  return `${action ? actionText(action) : 'the visit'}: ${failed?.message}; the page shows: ${text === '' ? '(nothing)' : text}`;
}

function titleFault({ pageTitle }: Flow, { looks }: Visited): readonly string[] {
  const title = looks.at(-1)?.title;
  if (pageTitle === undefined || title === undefined || title.includes(pageTitle)) return [];
  return [`the title “${pageTitle}” is not there; found: ${title === '' ? '(nothing)' : title}`];
}

const labels: Readonly<Record<PageProblem['kind'], string>> = {
  exception: 'an exception that nobody caught',
  console: 'an error on the console',
  request: 'a request that failed',
};

function words({ kind, text }: PageProblem): string {
  return `${labels[kind]}: ${text}`;
}

/** The same problem on another host, at another place of another build, is the same problem. */
function shape({ kind, text }: PageProblem, share: Shared['share']): string {
  return `${kind} ${share(text)
    .replaceAll(/:\d+:\d+/g, '')
    .replaceAll(/\/_next\/static\/[^\s"')]+/g, '…')}`;
}

const named = 'button|link|checkbox|textbox|combobox|radio|switch|slider|tab|menuitem|img';

/** Controls that a screen reader cannot name: by the tree itself, and by axe-core where it is there. */
function nameless(looks: readonly Look[]): readonly string[] {
  return looks.flatMap(({ name, aria, axe = [] }) => [
    ...aria
      .filter((line) => new RegExp(`^\\s*- (${named})(?: \\[[^\\]]*\\])*:?$`).test(line))
      .map((line) => `no accessible name (${name}): ${line.trim().replace(/^- |:$/g, '')}`),
    ...axe.map((text) => `accessibility (${name}): ${text}`),
  ]);
}

function refusals(references: readonly Shared[]): readonly string[] {
  const lines = [...new Set(references.flatMap(({ visited }) => visited.refused))];
  return lines.length === 0 ? [] : [`held back, since the reference is only read: ${lines.join(', ')}`];
}

function diffLooks({ candidate, references: [reference, again] }: Sides, ui: Ui): readonly Difference[] {
  if (!reference) return [];
  return candidate.visited.looks.flatMap((look) => {
    const was = reference.visited.looks.find(({ name }) => name === look.name);
    if (!was) return [];
    const twice = again?.visited.looks.find(({ name }) => name === look.name);
    return (['aria', 'dom'] as const).flatMap((what) => {
      const weight = ui.compare?.[what] ?? (what === 'aria' ? 'fail' : 'warn');
      if (weight === 'off') return [];
      const lines = (shared: Shared, one: Look): readonly string[] => one[what].map((line) => shared.share(line));
      const noise = again && twice ? diffLines(lines(reference, was), lines(again, twice)) : [];
      const { kept, masked } = withoutNoise(diffLines(lines(reference, was), lines(candidate, look)), noise);
      const effect = weight === 'fail' ? 'fails' : 'warns';
      return [
        ...kept.slice(0, 20).map((hunk) => difference(hunk, { look, what, effect })),
        ...masked.slice(0, 20).map((hunk) => difference(hunk, { look, what, effect: 'masked' })),
      ];
    });
  });
}

interface Shown {
  readonly look: Look;
  readonly what: 'aria' | 'dom';
  readonly effect: Difference['effect'];
}

function difference({ from, expected, actual }: Hunk, { look, what, effect }: Shown): Difference {
  const text = (lines: readonly string[]): string =>
    lines.length === 0
      ? '(nothing)'
      : lines
          .slice(0, 6)
          .map((line) => line.trim())
          .join(' ⏎ ') + (lines.length > 6 ? ' …' : '');
  const kind = expected.length === 0 ? 'extra' : actual.length === 0 ? 'missing' : what;
  return {
    where: `${look.name} ${what} line ${from + 1}`,
    kind,
    expected: text(expected),
    actual: text(actual),
    effect,
  };
}
