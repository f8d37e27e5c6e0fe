import { type CheckResult, check, type Place } from '../../model/check.ts';
import type { OpenPage, PageProblem, PageView } from '../../ports/browser.ts';

export interface PageSpec {
  readonly path: string;
  readonly text?: string | undefined;
  readonly title?: string | undefined;
}

export interface PagesInput {
  readonly pages: readonly PageSpec[];
  readonly candidate: string;
  readonly reference?: string;
  readonly open: OpenPage;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly place?: Place;
  /** Keeps a screenshot as evidence and returns the name of its file. */
  readonly keep?: (name: string, png: Uint8Array) => Promise<string>;
}

/** Pages in a real browser: they load, show what they should, and nothing goes wrong while they do. */
export async function pageChecks(input: PagesInput): Promise<readonly CheckResult[]> {
  const checks: CheckResult[] = [];
  for (const page of input.pages) {
    input.signal?.throwIfAborted();
    checks.push(await pageCheck(page, input));
  }
  return checks;
}

async function pageCheck(page: PageSpec, input: PagesInput): Promise<CheckResult> {
  const started = performance.now();
  const view = await look(page, input.candidate, input);
  const known = view.problems.length > 0 && input.reference ? await look(page, input.reference, input) : undefined;
  const { faults, remarks } = judgePage(page, view, known);
  const name = `page${page.path.replaceAll(/[^\w]+/g, '-').replace(/-$/, '') || '-root'}.png`;
  const evidence = view.screenshot && input.keep ? [await input.keep(name, view.screenshot)] : [];
  const summary = `${view.status ?? 'no answer'}, “${view.title}”, ${view.text.length} characters of text, ${view.browser}`;
  return check({
    id: `page.${page.path}`,
    title: `${page.path} in a real browser`,
    verdict: faults.length === 0 ? 'passed' : 'failed',
    detail: [...faults.map((one) => `✗ ${one}`), ...remarks, summary].join('\n'),
    evidence,
    durationMs: performance.now() - started,
    ...(input.place && { place: input.place }),
  });
}

function look(page: PageSpec, site: string, { open, timeoutMs = 45_000, signal }: PagesInput): Promise<PageView> {
  const url = new URL(page.path, site).href;
  return open({ url, timeoutMs, ...(page.text !== undefined && { text: page.text }) }, signal);
}

interface PageJudgement {
  readonly faults: readonly string[];
  readonly remarks: readonly string[];
}

/** A fault that production shows too was not brought by this deployment: it is said, not held against it. */
export function judgePage(page: PageSpec, view: PageView, reference: PageView | undefined): PageJudgement {
  if (view.failed !== undefined) return { faults: [view.failed], remarks: [] };
  const old = new Set(reference?.problems.map((one) => shape(one, reference.url)) ?? []);
  const isKnown = (problem: PageProblem): boolean => old.has(shape(problem, view.url));
  const words = (problem: PageProblem): string => `${labels[problem.kind]}: ${problem.text}`;
  const status = view.status !== undefined && view.status >= 400 ? [`the page answers ${view.status}`] : [];
  return {
    faults: [
      ...status,
      ...missing('text', page.text, view.text),
      ...missing('title', page.title, view.title),
      ...view.problems.filter((one) => !isKnown(one)).map(words),
    ],
    remarks: view.problems.filter(isKnown).map((one) => `⚠ known in the reference: ${words(one)}`),
  };
}

const labels: Readonly<Record<PageProblem['kind'], string>> = {
  exception: 'an exception that nobody caught',
  console: 'an error on the console',
  request: 'a request that failed',
};

/** The same problem on another host is the same problem. */
function shape({ kind, text }: PageProblem, page: string): string {
  return `${kind} ${text.replaceAll(new URL(page).origin, '⟨web⟩').replaceAll(/:\d+:\d+/g, '')}`;
}

function missing(what: string, wanted: string | undefined, found: string): readonly string[] {
  if (wanted === undefined || found.includes(wanted)) return [];
  const shown = found.trim().slice(0, 200).replaceAll('\n', ' ⏎ ');
  return [`the ${what} “${wanted}” is not there; found: ${shown === '' ? '(nothing)' : shown}`];
}
