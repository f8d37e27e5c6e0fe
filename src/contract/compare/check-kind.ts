import type { ValueKind } from '../file/rule.ts';
import { type Json, scalarText, typeOf } from '../json/ast.ts';
import { detectors, formatOf } from '../json/detect.ts';

/** Whether a value is of the kind that a rule names; what it is instead when it is not. */
export function kindFault(kind: ValueKind | undefined, node: Json): readonly string[] {
  if (kind === undefined || tests[kind](node)) return [];
  const text = node.kind === 'string' ? `, ${formatOf(node.value)}` : '';
  return [`is not of kind ${kind} (${typeOf(node)}${text})`];
}

const text =
  (name: string) =>
  (node: Json): boolean =>
    node.kind === 'string' && detectors.some((one) => one.name === name && one.detail(node.value) !== undefined);

const tests: Readonly<Record<ValueKind, (node: Json) => boolean>> = {
  any: () => true,
  string: (node) => node.kind === 'string',
  int: (node) => typeOf(node) === 'int',
  number: (node) => node.kind === 'number',
  boolean: (node) => node.kind === 'true' || node.kind === 'false',
  uuid: text('uuid'),
  ulid: text('ulid'),
  rfc3339: text('rfc3339'),
  epoch: (node) => /^[12]\d{9}(\d{3}|\.\d+)?$/.test(scalarText(node) ?? ''),
  email: text('email'),
  url: text('url'),
  hex: text('hex'),
  jwt: text('jwt'),
  opaque: (node) => node.kind === 'string' && /^\S{8,}$/.test(node.value),
  prose: (node) => node.kind === 'string' && node.value.trim() !== '',
};
