import { statusMatches } from '../compare/validity.ts';
import type { Contract, RequestTemplate, Step } from '../contract.ts';
import type { CleanupFields } from '../file/step.ts';
import type { Lane } from './lane.ts';
import { buildRequest, defaultMaxBytes } from './request.ts';
import type { Send } from './send.ts';
import { MissingValue } from './template.ts';

/** What one side made and what became of it. */
export interface Cleaned {
  readonly lane: Lane['name'];
  readonly step: string;
  /** Where it was made beside what the step means to make. */
  readonly item?: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface Where {
  readonly lane: Lane;
  readonly contract: Contract;
  readonly send: Send;
  /** The request went out, and no answer came: it may have been carried out. */
  readonly unsure?: boolean;
  readonly item?: string;
}

/** Deletes one thing and asks whether it is gone. */
export async function takeBack(step: Step, cleanup: CleanupFields, where: Where): Promise<Cleaned> {
  const { lane, item } = where;
  const whose = { lane: lane.name, step: step.id, ...(item !== undefined && { item }) };
  const result = (ok: boolean, detail: string): Cleaned => ({ ...whose, ok, detail });
  try {
    const gone = await call({ ...cleanup, expect: cleanup.expect ?? ['2xx', 404] }, step, where);
    if (gone !== undefined) return result(false, gone);
    if (!cleanup.verify) return result(true, 'taken back');
    const still = await call(cleanup.verify, step, where);
    return still === undefined ? result(true, 'taken back and verified') : result(false, `still there: ${still}`);
  } catch (thrown) {
    if (!(thrown instanceof MissingValue)) throw thrown;
    if (where.unsure) return result(false, 'it was asked for and not answered, so it may be there');
    // Nothing was captured, so nothing is known to have been made; if the step answered, that is said there.
    const made = item !== undefined || lane.done.has(step.id);
    return result(!made, made ? `cannot be taken back: ${thrown.message}` : 'nothing was made');
  }
}

type Call = Pick<CleanupFields, 'method' | 'path' | 'headers' | 'json'> & {
  readonly expect: NonNullable<CleanupFields['expect']>;
};

/** What is wrong with the answer, or undefined when it is as expected. */
async function call(fields: Call, step: Step, { lane, contract, send }: Where): Promise<string | undefined> {
  const template: RequestTemplate = {
    method: fields.method,
    path: fields.path,
    headers: fields.headers ?? step.request.headers,
    query: {},
    ...(fields.json !== undefined && { body: { kind: 'json', value: fields.json } }),
  };
  const limits = { timeoutMs: contract.timeoutMs, maxBytes: defaultMaxBytes };
  const request = buildRequest(template, lane, limits);
  const { outcome } = await send(lane, request, { step: step.id, harmless: false });
  const wanted = Array.isArray(fields.expect) ? fields.expect : [fields.expect];
  // With its id: what stays has to be taken away by hand.
  const line = `${fields.method} ${URL.canParse(request.url) ? new URL(request.url).pathname : fields.path}`;
  if (!outcome.ok) return `${line}: ${outcome.failure.message}`;
  return statusMatches(outcome.response.status, wanted) ? undefined : `${line} answered ${outcome.response.status}`;
}
