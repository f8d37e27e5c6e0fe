/** The format of a string, as far as one can tell: `uuid v4`, `rfc3339.6/Z`, `hex(32)`. */
export interface Detector {
  readonly name: string;
  /** The format with its details, or undefined when the value does not have it. */
  readonly detail: (value: string) => string | undefined;
}

/** From the most to the least specific. */
export const detectors: readonly Detector[] = [
  { name: 'uuid', detail: uuid },
  { name: 'ulid', detail: pattern(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, () => 'ulid') },
  { name: 'rfc3339', detail: rfc3339 },
  { name: 'date', detail: pattern(/^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$/, () => 'date') },
  {
    name: 'http-date',
    detail: pattern(/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/, () => 'http-date'),
  },
  { name: 'jwt', detail: jwt },
  { name: 'email', detail: pattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, () => 'email') },
  { name: 'url', detail: pattern(/^([a-z][a-z0-9+.-]*):\/\/\S+$/, ([, scheme]) => `url ${scheme}`) },
  { name: 'digits', detail: pattern(/^\d{4,}$/, ([all]) => `digits(${all.length})`) },
  { name: 'decimal', detail: pattern(/^-?\d+\.(\d+)$/, ([, fraction]) => `decimal.${fraction?.length}`) },
  { name: 'hex', detail: pattern(/^(?:[0-9a-f]{8,}|[0-9A-F]{8,})$/, ([all]) => `hex(${all.length})`) },
  { name: 'opaque', detail: pattern(/^[A-Za-z0-9+/_=.-]{12,}$/, ([all]) => `opaque(${all.length})`) },
];

/** The best name for one value, for display: `uuid v4`, `rfc3339.6/Z`, `text(12)`. */
export function formatOf(value: string): string {
  for (const { detail } of detectors) {
    const found = detail(value);
    if (found !== undefined) return found;
  }
  return `text(${[...value].length})`;
}

/** Enough randomness that two equal values can only be the same thing: a UUID, a token, a long identifier. */
export function isUnmistakable(value: string): boolean {
  return /^[\w+/=.-]{16,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && new Set(value).size >= 8;
}

function pattern(shape: RegExp, name: (match: RegExpExecArray) => string): Detector['detail'] {
  return (value) => {
    const match = shape.exec(value);
    return match ? name(match) : undefined;
  };
}

function uuid(value: string): string | undefined {
  const match = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i.exec(value);
  if (!match) return undefined;
  return `uuid v${match[1]}${/[A-F]/.test(value) ? ' upper case' : ''}`;
}

function rfc3339(value: string): string | undefined {
  const shape = /^\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])([T ])\d\d:\d\d(:\d\d(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?$/;
  const match = shape.exec(value);
  if (!match) return undefined;
  const [, separator, seconds, fraction = '', zone = ''] = match;
  // Go and .NET leave out trailing zeros, so the number of digits says nothing above six.
  const digits = fraction.length > 6 ? 'n' : fraction.length;
  const style = zone === '' ? 'no zone' : zone === 'Z' ? 'Z' : zone.includes(':') ? '±hh:mm' : '±hhmm';
  return `rfc3339${separator === ' ' ? ' (space)' : ''}${seconds ? `.${digits}` : ' (minutes)'}/${style}`;
}

function jwt(value: string): string | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(value)) return undefined;
  const header = decodePart(value.split('.')[0]);
  return header && typeof header.alg === 'string' ? `jwt ${header.alg}` : undefined;
}

/** One base64url part of a JWT as an object; undefined when it is none. */
export function decodePart(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof decoded === 'object' && decoded !== null && !Array.isArray(decoded)
      ? (decoded as Record<string, unknown>)
      : undefined;
  } catch {
    // Not base64url of JSON: then it is no JWT, which is the answer.
    return undefined;
  }
}
