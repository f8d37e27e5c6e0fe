/** A string that gives a secret away. `part`: a piece of a longer text; what is joined to it is hidden with it. */
export interface Needle {
  readonly text: string;
  readonly part: boolean;
}

const partLength = 16;
/** Wrapped text has lines of 64 or 76 characters: with the long stride every such line holds a whole part. */
const strideOf = (text: string) => (text.length > 512 ? 48 : partLength);
/** What is shorter would be found in the middle of anything. */
export const minimum = 8;

/** Every form in which a value can stand in a text, at least eight characters each. */
export function needlesOf(value: string, options: { readonly raw: boolean } = { raw: true }): Needle[] {
  const whole = new Set<string>();
  for (const form of new Set([value, value.trim(), value.replaceAll('\r\n', '\n'), value.replaceAll('\n', '\r\n')])) {
    if (options.raw) whole.add(form);
    for (const text of [...escapes(form), ...encodings(form)]) whole.add(text);
  }
  if (!options.raw) whole.delete(value);
  const long = [...whole].filter((text) => text.length >= minimum);
  return [...long.map((text) => ({ text, part: false })), ...long.flatMap(parts)];
}

function escapes(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const url = encodeURIComponent(value.toWellFormed());
  const strictUrl = url.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const xml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    goEscape(json),
    ...[url, strictUrl].flatMap((text) => [
      text,
      lowerHex(text),
      text.replaceAll('%20', '+'),
      encodeURIComponent(text),
    ]),
    xml,
    xml.replaceAll('"', '&quot;'),
    xml.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
    xml.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
    xml.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    xml.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    value.replaceAll("'", "'\\''"),
    value.replaceAll("'", "''"),
    value.replace(/([^\w@%+=:,./-])/g, '\\$1'),
  ];
}

/** Go writes these four as code points in JSON. */
function goEscape(json: string): string {
  return json.replace(/[<>&\u2028]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function lowerHex(url: string): string {
  return url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

function encodings(value: string): string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  const once = aligned(bytes);
  const padded = [...once, bytes.toString('base64'), bytes.toString('base64url')];
  const twice = padded.flatMap((text) => aligned(Buffer.from(text)));
  return [...once, ...twice, hex, hex.toUpperCase(), ...((hex.match(/../g) ?? []).length > 7 ? [spacedHex(hex)] : [])];
}

function spacedHex(hex: string): string {
  return (hex.match(/../g) ?? []).join(' ');
}

/** Base64 at each of the three positions in a triple, without the characters that a neighbour has a share in. */
function aligned(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const own = text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function parts(text: string): Needle[] {
  if (text.length < 2 * partLength || !/^[\w+/=.-]+$/.test(text)) return [];
  const starts = Array.from(
    { length: Math.ceil((text.length - partLength) / strideOf(text)) },
    (_, i) => i * strideOf(text),
  );
  return [...starts, text.length - partLength].map((at) => ({ text: text.slice(at, at + partLength), part: true }));
}
