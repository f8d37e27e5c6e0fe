import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf } from '../../lib/error.ts';
import { UsageError } from '../../model/problem.ts';
import type { Contract, RequestTemplate } from '../contract.ts';

export type Schema = Readonly<Record<string, unknown>> | boolean;

/** An OpenAPI 3 document, as far as answers are concerned. */
export interface OpenApi {
  readonly root: Readonly<Record<string, unknown>>;
  readonly operations: readonly Operation[];
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly responses: Readonly<Record<string, Response>>;
}

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

const methods = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete'];

export function readOpenApi(text: string): OpenApi | undefined {
  try {
    const root = JSON.parse(text) as OpenApi['root'] & { readonly paths?: Readonly<Record<string, object>> };
    if (typeof root.paths !== 'object' || root.paths === null) return undefined;
    const operations = Object.entries(root.paths).flatMap(([path, item]) =>
      Object.entries(item as Readonly<Record<string, Partial<Operation>>>)
        .filter(([method]) => methods.includes(method))
        .map(([method, { responses = {} }]) => ({ method: method.toUpperCase(), path, responses })),
    );
    return { root, operations };
  } catch {
    // Not JSON: the caller names the file.
    return undefined;
  }
}

/** The document that a contract names as the shape of answers; none when it names none. */
export async function readShape({ reference }: Contract, folder: string): Promise<OpenApi | undefined> {
  const name = reference.openapi;
  if (name === undefined) return undefined;
  const text = await readFile(resolve(folder, name), 'utf8').catch((thrown: unknown) => {
    throw new UsageError([{ source: name, message: `cannot be read: ${messageOf(thrown)}` }]);
  });
  const document = readOpenApi(text);
  if (!document) throw new UsageError([{ source: name, message: 'is no OpenAPI 3 document in JSON' }]);
  return document;
}

/** The operation of a request; where several fit, the one with the most literal path. */
export function operationFor({ operations }: OpenApi, { method, path }: RequestTemplate): Operation | undefined {
  const parts = segments(path.replace(/\?.*$/, '').replaceAll(/\{\{[^}]*\}\}/g, 'x'));
  const fits = operations.filter((one) => one.method === method && covers(segments(one.path), parts));
  const literal = ({ path: text }: Operation): number => segments(text).filter((part) => !part.startsWith('{')).length;
  return fits.sort((a, b) => literal(b) - literal(a))[0];
}

function segments(path: string): readonly string[] {
  return path.replace(/\/$/, '').split('/').slice(1);
}

function covers(pattern: readonly string[], parts: readonly string[]): boolean {
  return pattern.length === parts.length && pattern.every((part, at) => part.startsWith('{') || part === parts[at]);
}
