import { isObject } from '../compose.ts';

/** One documented call, as far as a first contract needs it. */
export interface Operation {
  readonly method: string;
  /** With `{name}` for its parameters, as documented. */
  readonly path: string;
  readonly secured: boolean;
  /** The 2xx statuses that are documented. */
  readonly good: readonly number[];
  /** Path and query filled in, where the document says with what. */
  readonly call: string | undefined;
  /** The same with made-up ids: enough to be refused without a token. */
  readonly anyCall: string;
  /** Properties of a JSON body. */
  readonly body: Readonly<Record<string, Schema>> | undefined;
}

type Schema = Readonly<Record<string, unknown>>;

export interface ApiDocument {
  readonly title: string;
  readonly operations: readonly Operation[];
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'];

export function readOpenApi(document: Readonly<Record<string, unknown>>): ApiDocument {
  const info = isObject(document.info) ? document.info : {};
  const paths = isObject(document.paths) ? document.paths : {};
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    isObject(item)
      ? methods.flatMap((method) => {
          const operation = item[method];
          return isObject(operation)
            ? [operationOf(method, path, { ...operation, shared: item.parameters }, document)]
            : [];
        })
      : [],
  );
  return { title: typeof info.title === 'string' ? info.title : 'API', operations };
}

function operationOf(method: string, path: string, operation: Schema, document: Schema): Operation {
  const security = operation.security ?? document.security;
  const parameters = [...list(operation.shared), ...list(operation.parameters)].map((one) => resolved(one, document));
  const wanted = parameters.filter((one) => one.required === true && (one.in === 'path' || one.in === 'query'));
  const values = wanted.map((one) => [one, exampleOf(one, document)] as const);
  const responses = isObject(operation.responses) ? operation.responses : {};
  const body = bodyOf(operation.requestBody, document);
  return {
    method: method.toUpperCase(),
    path,
    secured: Array.isArray(security) && security.length > 0,
    good: Object.keys(responses)
      .map(Number)
      .filter((status) => status >= 200 && status < 300),
    call: values.some(([, value]) => value === undefined) ? undefined : filled(path, values),
    anyCall: filled(
      path,
      values.map(([one, value]) => [one, value ?? madeUp(one, document)] as const),
    ),
    body,
  };
}

function filled(path: string, values: readonly (readonly [Schema, unknown])[]): string {
  const query = values
    .filter(([one]) => one.in === 'query')
    .map(([one, value]) => `${String(one.name)}=${encodeURIComponent(String(value))}`);
  const filledPath = values
    .filter(([one]) => one.in === 'path')
    .reduce((text, [one, value]) => text.replace(`{${String(one.name)}}`, encodeURIComponent(String(value))), path);
  return query.length === 0 ? filledPath : `${filledPath}?${query.join('&')}`;
}

function exampleOf(parameter: Schema, document: Schema): unknown {
  const schema = resolved(parameter.schema, document);
  const examples = isObject(parameter.examples)
    ? Object.values(parameter.examples).map((one) => (isObject(one) ? one.value : one))
    : [];
  const choices = [
    parameter.example,
    ...examples,
    schema.default,
    schema.example,
    ...list(schema.examples),
    ...list(schema.enum),
  ];
  return choices.find((value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean');
}

function madeUp(parameter: Schema, document: Schema): string | number {
  const schema = resolved(parameter.schema, document);
  if (schema.format === 'uuid') return '00000000-0000-4000-8000-000000000000';
  return schema.type === 'integer' || schema.type === 'number' ? 1 : 'none';
}

function bodyOf(body: unknown, document: Schema): Operation['body'] {
  const content = resolved(body, document).content;
  const json = isObject(content) ? content['application/json'] : undefined;
  if (!isObject(json)) return undefined;
  const { properties } = resolved(json.schema, document);
  return isObject(properties) ? (properties as Readonly<Record<string, Schema>>) : {};
}

/** Follows `$ref` inside of the document. */
function resolved(value: unknown, document: Schema): Schema {
  if (!isObject(value)) return {};
  if (typeof value.$ref !== 'string' || !value.$ref.startsWith('#/')) return value;
  const target = value.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (node, part) => (isObject(node) ? node[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      document,
    );
  return isObject(target) && target.$ref !== value.$ref ? resolved(target, document) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
