import { type Difference, textToken } from './difference.ts';
import { headerValues, type Seen } from './seen.ts';

export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Lower-case names; a flag such as HttpOnly has the value ''. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** One `Set-Cookie` header; never split at commas, since `Expires` contains one. */
export function parseCookie(header: string): Cookie {
  const [pair = '', ...rest] = header.split(';');
  const attributes = rest.map((part) => {
    const at = part.indexOf('=');
    return at < 0
      ? ([part.trim().toLowerCase(), ''] as const)
      : ([part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const);
  });
  const at = pair.indexOf('=');
  return { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim(), attributes: new Map(attributes) };
}

export function cookiesOf(seen: Seen): readonly Cookie[] {
  return headerValues(seen.response.headers, 'set-cookie').map(parseCookie);
}

export function diffCookies(expected: Seen, actual: Seen): readonly Difference[] {
  const left = new Map(cookiesOf(expected).map((one) => [one.name, one]));
  const right = new Map(cookiesOf(actual).map((one) => [one.name, one]));
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name): readonly Difference[] => {
    const [was, is] = [left.get(name), right.get(name)];
    if (was && is)
      return [...diffValue({ was, is, expected, actual }), ...diffAttributes({ was, is, expected, actual })];
    const where = { part: 'cookie', name } as const;
    if (was) return [{ where, kind: 'header-set', expected: textToken(was.value) }];
    return [{ where, kind: 'header-set', actual: textToken(is?.value ?? '') }];
  });
}

interface CookiePair {
  readonly was: Cookie;
  readonly is: Cookie;
  readonly expected: Seen;
  readonly actual: Seen;
}

function diffValue({ was, is, expected, actual }: CookiePair): readonly Difference[] {
  if (expected.symbolise(was.value, []) === actual.symbolise(is.value, [])) return [];
  const where = { part: 'cookie', name: was.name } as const;
  return [{ where, kind: 'value', expected: textToken(was.value), actual: textToken(is.value) }];
}

function diffAttributes({ was, is, expected, actual }: CookiePair): readonly Difference[] {
  const names = [...new Set([...was.attributes.keys(), ...is.attributes.keys()])];
  return names.flatMap((attribute): readonly Difference[] => {
    const [left, right] = [was.attributes.get(attribute), is.attributes.get(attribute)];
    const where = { part: 'cookie', name: was.name, attribute } as const;
    if (left !== undefined && right !== undefined) {
      const equal =
        attribute === 'expires'
          ? Math.abs(lifetime(left, expected) - lifetime(right, actual)) <= 2
          : expected.symbolise(left, []) === actual.symbolise(right, []);
      return equal ? [] : [{ where, kind: 'header-value', expected: textToken(left), actual: textToken(right) }];
    }
    const [was_, is_] = [left, right].map((one) => (one === undefined ? undefined : textToken(one)));
    return [{ where, kind: 'header-set', ...(was_ && { expected: was_ }), ...(is_ && { actual: is_ }) }];
  });
}

/** Seconds from the answer to the expiry; everything in the past is the same: the cookie is deleted. */
function lifetime(expires: string, seen: Seen): number {
  const date = Date.parse(headerValues(seen.response.headers, 'date')[0] ?? '');
  const seconds = (Date.parse(expires) - (Number.isNaN(date) ? seen.at : date)) / 1000;
  return Number.isNaN(seconds) ? Number.NaN : Math.max(seconds, -1);
}
