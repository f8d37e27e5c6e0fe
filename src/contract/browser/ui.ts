import { type CheckResult, check, type Difference } from '../../model/check.ts';
import { type Browser, BrowserMissing, type Visited } from '../../ports/browser.ts';
import type { CheckContractInput } from '../check-contract.ts';
import type { Contract } from '../contract.ts';
import { milliseconds } from '../file/fields.ts';
import { noteMade, type RunContext } from '../run/context.ts';
import type { Lane } from '../run/lane.ts';
import { expandText, MissingValue } from '../run/template.ts';
import { type Flow, filledIn, flowsOf } from './flow.ts';
import { judgeVisit, type Shared, type Sides } from './judge-visit.ts';
import { comparePictures } from './pictures.ts';

/** The pages and flows of a contract; where no browser or no address is known, that is said and is not green. */
export async function uiChecks(
  input: CheckContractInput,
  context: RunContext,
  report: (check: CheckResult) => void,
): Promise<void> {
  const { ui } = input.contract;
  if (!ui) return;
  const undecided = (detail: string): void =>
    report(check({ id: 'ui', title: 'pages in a real browser', verdict: 'inconclusive', detail, place: ui.place }));
  const { browser } = input.ports;
  if (!browser) return undecided('this way of running has no browser');
  if (context.candidate.site.web === undefined)
    return undecided('the address of the pages is not known: give --web, or targets.cand.web');
  try {
    for (const flow of flowsOf(ui)) report(await flowCheck(flow, { input, context, ui, browser }));
  } catch (thrown) {
    if (!(thrown instanceof BrowserMissing)) throw thrown;
    undecided(thrown.message);
  } finally {
    await browser.close();
  }
}

interface Checking {
  readonly input: CheckContractInput;
  readonly context: RunContext;
  readonly ui: NonNullable<Contract['ui']>;
  readonly browser: Browser;
}

/** Reference, candidate, reference: what the reference shows differently the second time is not the candidate's. */
async function flowCheck(flow: Flow, checking: Checking): Promise<CheckResult> {
  const { input, context, ui, browser } = checking;
  const started = performance.now();
  const lanes = referenceLanes(flow, context);
  const first = lanes[0] && (await visit(flow, lanes[0], checking));
  const candidate = await visit(flow, context.candidate, checking);
  const again = first && !first.visited.failed && lanes[1] ? await visit(flow, lanes[1], checking) : undefined;
  const sides: Sides = { candidate, references: [first, again].filter((one) => one !== undefined) };
  const { faults, remarks, ...judged } = judgeVisit(flow, sides, ui);
  const keep = input.keep ?? (async (name: string): Promise<string> => name);
  const references = sides.references.map(({ visited }) => visited);
  const pictured = { flow: flow.id, candidate: candidate.visited, references, ui, browser, keep };
  const pictures = await comparePictures({ ...pictured, ...(input.signal && { signal: input.signal }) });
  const differences = [...judged.differences, ...pictures.differences];
  const red = judged.verdict === 'passed' && pictures.differences.some(({ effect }) => effect === 'fails');
  return check({
    id: flow.id,
    title: flow.title,
    verdict: red ? 'failed' : judged.verdict,
    detail: [...faults, ...headline(faults, differences), ...remarks, summary(flow, sides, lanes.length)].join('\n'),
    evidence: pictures.evidence,
    durationMs: performance.now() - started,
    place: flow.place,
    ...(differences.some(({ effect }) => effect !== 'masked') && { differences }),
    ...adviceFor(differences),
  });
}

/** What stands first is what lists of failures show. */
function headline(faults: readonly string[], differences: readonly Difference[]): readonly string[] {
  const [first, ...rest] = differences.filter(({ effect }) => effect === 'fails');
  if (faults.length > 0 || !first) return [];
  return [`${first.kind} at ${first.where}${rest.length > 0 ? `, and ${rest.length} more` : ''}`];
}

/** What to write when the pages are meant to differ; what a screen reader finds is excused for a whole contract only. */
function adviceFor(differences: readonly Difference[]): Pick<CheckResult, 'remedy'> {
  const red = differences.filter(({ effect }) => effect === 'fails');
  const pixels = red.every(({ kind }) => kind === 'pixels');
  if (red.length === 0) return {};
  if (pixels)
    return {
      remedy:
        'If this is intended: name what may differ under `ui.mask`, or allow a share with `ui.compare: { most: 0.1% }`.',
    };
  return {
    remedy:
      'If this is intended, production has to show it first; until then `ui.compare: { aria: warn, pixels: warn }` lets it pass.',
  };
}

/** A reference that is only read is visited for what changes nothing; each further visit has its own entities. */
function referenceLanes({ writes }: Flow, { reference, second }: RunContext): readonly Lane[] {
  if (reference?.site.web === undefined || (writes && reference.readOnly)) return [];
  return [reference, ...(second ? [second] : writes ? [] : [reference])];
}

async function visit(flow: Flow, lane: Lane, { input, context, ui, browser }: Checking): Promise<Shared> {
  const share = (text: string): string => lane.symbols.symbolise(text, []);
  const origin = new URL(lane.site.web ?? '').origin;
  try {
    const actions = filledIn(flow.actions, (text) => noted(text, lane));
    announce(flow, lane, context);
    const request = {
      origin,
      actions,
      timeoutMs: milliseconds(ui.timeout ?? '15s'),
      mask: ui.mask ?? [],
      // Only here: a trace of production would hold what its users see.
      trace: lane.name === 'cand',
      ...(lane.readOnly && { readOnly: { allow: ui.allow ?? [] } }),
    };
    return { visited: await browser.visit(request, input.signal), share };
  } catch (thrown) {
    if (!(thrown instanceof MissingValue)) throw thrown;
    const failed = { action: 0, message: `not done: ${thrown.message}`, text: '' };
    const visited: Visited = { browser: 'no browser', looks: [], problems: [], refused: [], failed };
    return { visited, share };
  }
}

/** Before the page is opened: a flow that breaks off, or a run that is killed, must not have made anything that nobody seeks. */
function announce({ id, cleanup }: Flow, lane: Lane, context: RunContext): void {
  if (!cleanup || lane.made.some(({ item }) => item === id)) return;
  const mark = expandText(cleanup.mark, lane.lookup);
  noteMade(lane, { kind: 'marked', step: cleanup.step, item: id, mark }, context);
}

/** What is typed comes back on the page; the template is the name that all sides share for it. */
function noted(text: string, lane: Lane): string {
  const expanded = expandText(text, lane.lookup);
  if (expanded !== text) lane.symbols.add(expanded, text);
  return expanded;
}

function summary({ writes }: Flow, { candidate: { visited }, references }: Sides, lanes: number): string {
  const looks = visited.looks.map(({ name, title, aria }) => `${name} (“${title}”, ${aria.length} nodes)`).join(', ');
  const axe =
    visited.looks.some((look) => look.axe) || visited.looks.length === 0
      ? ''
      : '; axe-core is not installed, names were read from the tree';
  const against =
    references.length > 0
      ? `against the reference, seen ${references.length === 1 ? 'once' : 'twice'}`
      : lanes === 0 && writes
        ? 'not compared: it writes, and there is no reference that may be written to'
        : 'not compared: there is no reference';
  return `${visited.browser}: ${looks || 'no look'}; ${against}${axe}`;
}
