import { textToken } from '../compare/difference.ts';
import type { Finding } from '../compare/finding.ts';
import { mediaType, type Seen } from '../compare/seen.ts';
import { statusMatches } from '../compare/validity.ts';
import type { Step } from '../contract.ts';
import type { OpenApi, Operation } from './document.ts';
import { shapeFaults } from './validate.ts';

export interface Shape {
  readonly document: OpenApi;
  readonly operation: Operation;
}

/** An answer against its documented shape: what is left to hold it against when there is no reference. */
export function shapeFindings({ document, operation }: Shape, step: Step, seen: Seen): readonly Finding[] {
  const { status } = seen.response;
  const response =
    operation.responses[status] ?? operation.responses[`${Math.floor(status / 100)}XX`] ?? operation.responses.default;
  if (!response) return undocumented(operation, step, status);
  const [type, documented] = [mediaType(seen.response), Object.keys(response.content ?? {})];
  const content = response.content?.[type] ?? response.content?.['*/*'];
  if (!content && documented.length > 0 && seen.body.kind !== 'none')
    return [
      {
        where: { part: 'header', name: 'content-type' },
        state: 'fail',
        kind: 'header-value',
        expected: textToken(documented.join(' or ')),
        actual: textToken(type),
        note: 'by the OpenAPI document',
      },
    ];
  if (content?.schema === undefined || seen.body.kind !== 'json') return [];
  return shapeFaults(content.schema, { node: seen.body.document.root, path: [], root: document.root }).map(
    ({ path, node, note }): Finding => ({
      where: { part: 'json', path },
      state: 'fail',
      kind: node ? 'type' : 'missing',
      ...(node && { actual: node }),
      note: `${note}, by the OpenAPI document`,
    }),
  );
}

/** Documents leave out what a framework does by itself; what the contract names is documented by the contract. */
function undocumented(operation: Operation, { expect }: Step, status: number): readonly Finding[] {
  if (expect.statuses && statusMatches(status, expect.statuses)) return [];
  const known = Object.keys(operation.responses).join(', ');
  const note = `${status} is not documented for ${operation.method} ${operation.path} (documented: ${known})`;
  return [{ where: { part: 'status' }, state: 'fail', kind: 'status', note }];
}
