import type { HttpResponse } from '../../ports/http.ts';
import { readBody } from '../compare/seen.ts';
import { select } from '../compare/select.ts';
import type { Step } from '../contract.ts';
import { milliseconds } from '../file/fields.ts';
import type { SweepFields } from '../file/step.ts';
import { parseTarget } from '../file/target.ts';
import { scalarText } from '../json/ast.ts';
import { type Cleaned, takeBack } from './cleanup.ts';
import { type RunContext, unknownName } from './context.ts';
import type { Lane } from './lane.ts';
import { buildRequest, defaultMaxBytes } from './request.ts';
import { namesIn } from './template.ts';

interface Sweep {
  readonly lane: Lane;
  readonly step: Step;
  readonly rules: SweepFields;
}

/**
 * Takes back what runs that died long ago left on a side: only what carries our own mark and is older than any run that
 * could still be at work. Each side is swept once, as soon as it can ask for the list.
 */
export function sweeper(context: RunContext, lanes: readonly Lane[]): () => Promise<readonly Cleaned[]> {
  const waiting = new Set<Sweep>(
    lanes.flatMap((lane) =>
      context.contract.steps.flatMap((step) =>
        step.cleanup?.sweep && !lane.readOnly ? [{ lane, step, rules: step.cleanup.sweep }] : [],
      ),
    ),
  );
  return async () => {
    const ready = [...waiting].filter(({ lane, step }) => unknownName(step.request.headers, lane) === undefined);
    for (const one of ready) waiting.delete(one);
    const cleaned: Cleaned[] = [];
    for (const one of ready) cleaned.push(...(await sweep(one, context)));
    return cleaned;
  };
}

async function sweep({ lane, step, rules }: Sweep, context: RunContext): Promise<readonly Cleaned[]> {
  const template = { method: 'GET', path: rules.list, headers: step.request.headers, query: {} } as const;
  const limits = { timeoutMs: context.contract.timeoutMs, maxBytes: defaultMaxBytes };
  const { outcome } = await context.send(lane, buildRequest(template, lane, limits), { step: 'sweep', harmless: true });
  if (!outcome.ok || outcome.response.status !== 200) return [];
  const name = namesIn(step.cleanup?.path ?? '').find((one) => one.startsWith(`${step.id}.`));
  if (!step.cleanup || name === undefined) return [];
  const cleaned: Cleaned[] = [];
  for (const id of leftovers(outcome.response, rules, context.clock.now())) {
    const lookup: Lane['lookup'] = (key) => (key === name ? id : lane.lookup(key));
    const where = { lane: { ...lane, lookup }, contract: context.contract, send: context.send };
    cleaned.push(await takeBack(step, step.cleanup, where));
  }
  return cleaned;
}

/** The ids of entries with our mark that are old enough; none where the three columns do not fit together. */
export function leftovers(response: HttpResponse, rules: SweepFields, now: number): readonly string[] {
  const seen = {
    lane: '',
    response,
    body: readBody(response),
    symbolise: (text: string) => text,
    captured: new Map(),
    at: now,
  };
  const [ids, marks, times] = [rules.id, rules.mark, rules.created].map((text) => {
    const target = parseTarget(text);
    return target ? select(seen, target).map(({ node }) => scalarText(node) ?? '') : [];
  });
  if (!ids || !marks || !times || ids.length !== marks.length || ids.length !== times.length) return [];
  const before = now - milliseconds(rules.older ?? '1h');
  return ids.filter((id, at) => id !== '' && marks[at]?.startsWith(rules.starts) && momentOf(times[at] ?? '') < before);
}

/** What has no readable time is not old. */
function momentOf(text: string): number {
  const at = Date.parse(/([zZ]|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
}
