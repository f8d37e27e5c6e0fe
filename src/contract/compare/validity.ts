import type { Expectation } from '../contract.ts';
import { bodyName } from './diff.ts';
import { headerValues, isJsonType, mediaType, type Seen } from './seen.ts';

/** Why the reference's answer cannot serve as a measure; undefined when it can. First cause wins. */
export function referenceFault(reference: Seen, candidate: Seen | undefined, expect: Expectation): string | undefined {
  if (expect.statuses && statusMatches(reference.response.status, expect.statuses)) return undefined;
  return causes.map((cause) => cause(reference, candidate)).find((text) => text !== undefined);
}

type Cause = (reference: Seen, candidate: Seen | undefined) => string | undefined;

const causes: readonly Cause[] = [challenge, overloaded, serverError, htmlForJson, elsewhere];

function challenge({ response, body }: Seen): string | undefined {
  const mitigated = headerValues(response.headers, 'cf-mitigated').length > 0;
  const page =
    body.kind === 'text' && /just a moment|attention required|checking your browser|captcha/i.test(body.text);
  return mitigated || (page && response.status >= 400)
    ? `it answers with a challenge page (${response.status})`
    : undefined;
}

function overloaded({ response }: Seen): string | undefined {
  return response.status === 429 ? 'it limits the rate of requests (429)' : undefined;
}

function serverError({ response }: Seen): string | undefined {
  return response.status >= 500 ? `it fails itself (${response.status} ${response.reason})`.trim() : undefined;
}

function htmlForJson(reference: Seen, candidate: Seen | undefined): string | undefined {
  if (mediaType(reference.response) !== 'text/html' || !candidate) return undefined;
  if (!isJsonType(mediaType(candidate.response)) || reference.response.status !== 200) return undefined;
  return `it answers with ${bodyName(reference.body)} where the candidate has JSON: a start page or a proxy, not the API`;
}

/** The same path on another origin: the reference's address is outdated, its behaviour was not seen. */
function elsewhere({ response }: Seen): string | undefined {
  const [location] = headerValues(response.headers, 'location');
  if (response.status < 300 || response.status >= 400 || !location?.startsWith('http')) return undefined;
  return [301, 308].includes(response.status) && isOrigin(location)
    ? `it has moved to ${location}; use that address as the reference`
    : undefined;
}

function isOrigin(location: string): boolean {
  return URL.canParse(location);
}

export function statusMatches(status: number, wanted: readonly (number | string)[]): boolean {
  return wanted.some((one) => one === status || one === `${Math.floor(status / 100)}xx`);
}
