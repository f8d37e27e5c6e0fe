import type { HttpFact } from '../diagnosis/snapshot.ts';
import type { CheckResult } from '../model/check.ts';

/** What failed checks over HTTP tell the diagnosis. A check that Kubernetes explains better is no fact of its own. */
export function httpFacts(checks: readonly CheckResult[]): readonly HttpFact[] {
  return checks.filter((check) => check.verdict === 'failed').flatMap((check) => factOf(check) ?? []);
}

function factOf(check: CheckResult): HttpFact | undefined {
  const url =
    /request: curl[^\n]*[ '"](https?:\/\/[^\s'"]+)/.exec(check.detail)?.[1] ??
    /https?:\/\/[^\s]+/.exec(check.title)?.[0] ??
    check.title;
  const answered = Number(
    /✗ {2}?status .*?actual: (\d{3})|^(?:expected [^,]*, got )?(\d{3})/m.exec(check.detail)?.slice(1).find(Boolean) ??
      0,
  );
  const origin = /✗ {1,2}header\[access-control-allow-origin\][^\n]*/.test(check.detail)
    ? originIn(check.detail)
    : undefined;
  if (origin) return { kind: 'cors', origin, url };
  if (answered >= 502 && answered <= 504) return { kind: 'proxy', url, status: answered };
  if (!check.id.startsWith('contract.step.')) return undefined;
  if (answered === 401) return { kind: 'rejected-token', url, status: answered };
  const [difference = 'the answer differs'] = check.detail.split('\n');
  return {
    kind: 'contract',
    step: check.title,
    difference: difference.replace(/^✗\s*/, ''),
    ...(check.place ? { place: check.place } : {}),
  };
}

function originIn(detail: string): string | undefined {
  return /[Oo]rigin: ?'?(https?:\/\/[^\s'"]+)/.exec(detail)?.[1] ?? /expected: "(https?:\/\/[^"]+)"/.exec(detail)?.[1];
}
