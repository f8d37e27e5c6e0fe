import type { HttpResponse } from '../../ports/http.ts';
import { readBody, type Seen } from '../compare/seen.ts';
import { select } from '../compare/select.ts';
import type { Step } from '../contract.ts';
import type { SweepFields } from '../file/step.ts';
import { parseTarget } from '../file/target.ts';
import { scalarText } from '../json/ast.ts';
import type { Lane } from './lane.ts';
import { buildRequest, defaultMaxBytes } from './request.ts';
import { type Cleaned, takeBack, type Where } from './take-back.ts';
import { MissingValue, namesIn } from './template.ts';

/** Whether an entry of a list is one of ours, by what it is called and by when it was made (milliseconds since the epoch). */
export type Ours = (mark: string, created: number) => boolean;

/** Asks a step's list for what is ours and takes it back. Where something is known to be sought, a list that fails is said. */
export async function takeBackListed(step: Step, where: Where, ours: Ours): Promise<readonly Cleaned[]> {
  const { lane, item } = where;
  const { cleanup } = step;
  const name = namesIn(cleanup?.path ?? '').find((one) => one.startsWith(`${step.id}.`));
  if (!cleanup?.sweep || name === undefined) return [];
  const list = await ask(step, cleanup.sweep, where);
  const said = (ok: boolean, detail: string): readonly Cleaned[] =>
    item === undefined ? [] : [{ lane: lane.name, step: step.id, item, ok, detail }];
  if (typeof list === 'string') return said(false, list);
  const cleaned: Cleaned[] = [];
  for (const id of idsOf(list, cleanup.sweep, ours)) {
    const lookup: Lane['lookup'] = (key) => (key === name ? id : lane.lookup(key));
    cleaned.push(await takeBack(step, cleanup, { ...where, lane: { ...lane, lookup } }));
  }
  return cleaned.length > 0 ? cleaned : said(true, 'nothing is left');
}

async function ask(step: Step, { list }: SweepFields, { lane, contract, send }: Where): Promise<HttpResponse | string> {
  const template = { method: 'GET', path: list, headers: step.request.headers, query: {} } as const;
  const limits = { timeoutMs: contract.timeoutMs, maxBytes: defaultMaxBytes };
  try {
    const { outcome } = await send(lane, buildRequest(template, lane, limits), { step: 'sweep', harmless: true });
    if (!outcome.ok) return `cannot be looked for: GET ${list}: ${outcome.failure.message}`;
    const { status } = outcome.response;
    return status === 200 ? outcome.response : `cannot be looked for: GET ${list} answered ${status}`;
  } catch (thrown) {
    if (!(thrown instanceof MissingValue)) throw thrown;
    return `cannot be looked for: ${thrown.message}`;
  }
}

/** The ids of entries that are ours; none where the three columns do not fit together. */
export function idsOf(response: HttpResponse, rules: SweepFields, ours: Ours): readonly string[] {
  const seen: Seen = {
    lane: '',
    response,
    body: readBody(response),
    symbolise: (text: string) => text,
    captured: new Map(),
    at: 0,
  };
  const [ids, marks, times] = [rules.id, rules.mark, rules.created].map((text) => {
    const target = parseTarget(text);
    return target ? select(seen, target).map(({ node }) => scalarText(node) ?? '') : [];
  });
  if (!ids || !marks || !times || ids.length !== marks.length || ids.length !== times.length) return [];
  return ids.filter((id, at) => id !== '' && ours(marks[at] ?? '', momentOf(times[at] ?? '')));
}

/** What has no readable time is not old. */
function momentOf(text: string): number {
  const at = Date.parse(/([zZ]|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
}
