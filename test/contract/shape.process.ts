import { afterEach, describe, expect, test } from '@jest/globals';
import { readOpenApi } from '../../src/contract/openapi/document.ts';
import type { CheckResult } from '../../src/model/check.ts';
import { runContract } from './support/run.ts';
import { json, type Served, serve } from './support/serve.ts';

const open: Served[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const item = {
  type: 'object',
  required: ['id', 'title'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    title: { type: 'string', maxLength: 10 },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    rank: { type: 'integer', minimum: 1, maximum: 5 },
    state: { enum: ['open', 'done'] },
  },
};
const answer = { description: '', content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } } };
const document = readOpenApi(
  JSON.stringify({
    openapi: '3.1.0',
    paths: { '/items/{id}': { get: { responses: { 200: answer, 404: { description: '' } } } } },
    components: { schemas: { Item: item } },
  }),
);

const right = { id: '0190f5c2-1a2b-4c3d-8e4f-5a6b7c8d9e0f', title: 'door', note: null, rank: 2, state: 'open' };

async function checkOf(status: number, body: unknown, step = 'GET /items/1'): Promise<CheckResult | undefined> {
  const server = await serve((_, response) => json(response, status, body));
  open.push(server);
  if (!document) throw new Error('the document is one');
  return (await runContract(`[${step}]`, { candidate: server.url }, { openapi: document })).checks[0];
}

describe('without a reference the OpenAPI document gives the shape', () => {
  test('an answer that fits passes, and it is said against what', async () => {
    expect(await checkOf(200, right)).toMatchObject({
      verdict: 'passed',
      detail: expect.stringContaining('against the OpenAPI document and the contract (there is no reference)'),
    });
  });

  test.each([
    ['a required key is missing', { id: right.id }, '$.title', /required and missing/],
    ['a type is another', { ...right, rank: '2' }, '$.rank', /is string, not integer/],
    ['a format is another', { ...right, id: '7' }, '$.id', /is not of kind uuid/],
    ['no alternative fits', { ...right, note: 1 }, '$.note', /is integer, not string|null/],
    ['a value is not listed', { ...right, state: 'lost' }, '$.state', /is none of/],
    ['a limit is passed', { ...right, rank: 9 }, '$.rank', /9 is outside of the limit 5/],
    ['a text is too long', { ...right, title: 'x'.repeat(11) }, '$.title', /11 is outside of the limit 10/],
  ])('it fails when %s', async (_, body, where, note) => {
    const check = await checkOf(200, body);
    expect(check?.verdict).toBe('failed');
    expect(check?.differences).toContainEqual(expect.objectContaining({ where, note: expect.stringMatching(note) }));
  });

  test('a status that is not documented fails, unless the contract names it', async () => {
    expect((await checkOf(418, {}))?.differences?.[0]?.note).toContain('418 is not documented for GET /items/{id}');
    const named = '{ request: GET /items/1, expect: { status: 418 } }, GET /items/2';
    expect((await checkOf(418, {}, named))?.verdict).toBe('passed');
  });
});
