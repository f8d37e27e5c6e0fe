import type { HttpFact } from '../diagnosis/snapshot.ts';
import type { CheckResult, Difference } from '../model/check.ts';

/** What failed checks over HTTP tell the diagnosis. A check that Kubernetes explains better is no fact of its own. */
export function httpFacts(checks: readonly CheckResult[]): readonly HttpFact[] {
  return checks.filter((check) => check.verdict === 'failed').flatMap((check) => factOf(check) ?? []);
}

/** In this order: what is read first is the more special. */
function factOf(check: CheckResult): HttpFact | undefined {
  const seen = { url: urlOf(check), status: statusOf(check) };
  const special = corsFact(check, seen.url) ?? proxyFact(seen);
  if (special || !check.id.startsWith('contract.')) return special;
  return tokenFact(seen) ?? versionFact(check, seen.url) ?? stepFact(check);
}

interface Seen {
  readonly url: string;
  readonly status: number | undefined;
}

function urlOf({ reproduce, title }: CheckResult): string {
  return (
    /^curl\b.*?['" ](https?:\/\/[^\s'"]+)/s.exec(reproduce ?? '')?.[1] ?? /https?:\/\/\S+/.exec(title)?.[0] ?? title
  );
}

/** What was answered, where another status was wanted. */
function statusOf(check: CheckResult): number | undefined {
  const different = failing(check).find(({ where }) => where === 'status')?.actual;
  const said = different ?? /^(?:expected [^,]*, got )?(\d{3})\b/.exec(check.detail)?.[1];
  return said === undefined ? undefined : Number(said);
}

function failing({ differences = [] }: CheckResult): readonly Difference[] {
  return differences.filter(({ effect }) => effect === 'fails');
}

function corsFact({ detail, place }: CheckResult, url: string): HttpFact | undefined {
  const [, origin, allowed] = /^✗ (https?:\/\/\S+) must be let in(?:; allow-origin is (.+)|,)/m.exec(detail) ?? [];
  if (origin === undefined) return undefined;
  const other = allowed === undefined || allowed === 'missing' ? {} : { allowed: allowed.replace(/^"(.*)"$/, '$1') };
  return { kind: 'cors', origin, url, ...other, ...(place ? { place } : {}) };
}

function proxyFact({ url, status }: Seen): HttpFact | undefined {
  return status !== undefined && status >= 502 && status <= 504 ? { kind: 'proxy', url, status } : undefined;
}

function tokenFact({ url, status }: Seen): HttpFact | undefined {
  return status === 401 ? { kind: 'rejected-token', url, status } : undefined;
}

const versionName = /(?:^|[-_.[])(?:\w*version|revision|commit|git[-_]?sha|sha|build)\]?$/i;

/** Only where the contract itself names the version: that production has another one is what a deployment is for. */
function versionFact(check: CheckResult, url: string): HttpFact | undefined {
  const found = failing(check).find(({ where, kind }) => kind === 'rule' && versionName.test(where));
  const expected = found && (/^is not (.+)$/.exec(found.note ?? '')?.[1] ?? found.expected);
  if (!found || !expected) return undefined;
  return { kind: 'version', url, expected: plain(expected), actual: plain(found.actual), ...placeOf(check) };
}

function plain(value: string): string {
  return value.replace(/^["“](.*)["”]$/, '$1');
}

function stepFact(check: CheckResult): HttpFact | undefined {
  if (!check.id.startsWith('contract.step.')) return undefined;
  const [first] = failing(check);
  const difference = first ? wordsOf(first) : (check.detail.split('\n')[0] ?? 'the answer differs');
  return { kind: 'contract', step: check.title, difference, ...placeOf(check) };
}

function wordsOf({ where, kind, expected, actual, note }: Difference): string {
  const values = [...(expected ? [`expected ${expected}`] : []), ...(actual ? [`found ${actual}`] : [])];
  return [`${where}: ${kind === 'rule' && note ? note : kind}`, ...values].join(', ');
}

function placeOf({ place }: CheckResult): Pick<CheckResult, 'place'> {
  return place ? { place } : {};
}
