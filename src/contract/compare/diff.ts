import type { HeaderRules } from '../contract.ts';
import { type DiffContext, diffJson } from '../json/diff.ts';
import { diffCookies } from './cookies.ts';
import { type Difference, numberToken, textToken } from './difference.ts';
import { diffHeaders } from './headers.ts';
import type { Body, Seen } from './seen.ts';

export interface DiffRules {
  readonly headers: HeaderRules;
  readonly list: DiffContext['list'];
}

/** Everything in which two answers differ. Another status makes the rest incomparable, so it stands alone. */
export function diffResponses(expected: Seen, actual: Seen, rules: DiffRules): readonly Difference[] {
  const [was, is] = [expected.response.status, actual.response.status];
  if (was !== is) {
    return [{ where: { part: 'status' }, kind: 'status', expected: numberToken(was), actual: numberToken(is) }];
  }
  return [
    ...diffHeaders(expected, actual, rules.headers),
    ...diffCookies(expected, actual),
    ...diffBodies(expected, actual, rules),
  ];
}

function diffBodies(expected: Seen, actual: Seen, rules: DiffRules): readonly Difference[] {
  const [was, is] = [expected.body, actual.body];
  if (was.kind === 'json' && is.kind === 'json' && was.stream === is.stream) {
    const context: DiffContext = { expected: expected.symbolise, actual: actual.symbolise, list: rules.list };
    return diffJson(was.document, is.document, context).map(({ path, ...rest }) => ({
      where: { part: 'json', path },
      ...rest,
    }));
  }
  if (was.kind !== is.kind) return [differentBodies(was, is)];
  if (was.kind === 'bytes' && is.kind === 'bytes') return diffBytes(was.bytes, is.bytes);
  return diffTexts(expected, actual);
}

function differentBodies(was: Body, is: Body): Difference {
  const kind =
    is.kind === 'none' ? 'missing' : was.kind === 'none' ? 'extra' : is.kind === 'broken' ? 'encoding' : 'type';
  const note = `${bodyName(was)} expected, ${bodyName(is)} found`;
  return { where: { part: 'body' }, kind, note, expected: excerpt(was), actual: excerpt(is) };
}

export function bodyName(body: Body): string {
  switch (body.kind) {
    case 'none':
      return 'no body';
    case 'json':
      return body.stream ? 'an event stream' : `JSON (${body.document.root.kind})`;
    case 'broken':
      return `a body that is ${body.message}`;
    case 'text':
      return /^\s*<(!doctype|html)/i.test(body.text) ? 'an HTML page' : 'text';
    case 'bytes':
      return `${body.bytes.length} bytes of binary data`;
  }
}

function excerpt(body: Body): ReturnType<typeof textToken> {
  if (body.kind === 'json') return textToken(body.document.text);
  if (body.kind === 'none') return textToken('');
  return textToken(body.kind === 'bytes' ? `${body.bytes.length} bytes` : body.text);
}

function diffTexts(expected: Seen, actual: Seen): readonly Difference[] {
  const [left, right] = [textOf(expected.body), textOf(actual.body)];
  if (expected.symbolise(left, []) === actual.symbolise(right, [])) return [];
  return [{ where: { part: 'body' }, kind: 'value', expected: textToken(left), actual: textToken(right) }];
}

function textOf(body: Body): string {
  return body.kind === 'text' || body.kind === 'broken' ? body.text : '';
}

function diffBytes(left: Uint8Array, right: Uint8Array): readonly Difference[] {
  if (Buffer.compare(left, right) === 0) return [];
  const at = left.findIndex((byte, index) => byte !== right[index]);
  const note = `${left.length} bytes expected, ${right.length} found, different from byte ${(at < 0 ? left.length : at) + 1} on`;
  return [
    {
      where: { part: 'body' },
      kind: 'value',
      note,
      expected: textToken(hex(left, at)),
      actual: textToken(hex(right, at)),
    },
  ];
}

function hex(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.subarray(Math.max(0, at), Math.max(0, at) + 16)).toString('hex');
}
