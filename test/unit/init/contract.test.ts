import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseContract } from '../../../src/contract/file/parse.ts';
import { proposeContract } from '../../../src/init/contract/propose.ts';

const api = {
  openapi: '3.1.0',
  info: { title: 'Items' },
  security: [{ bearer: [] }],
  paths: {
    '/health': { get: { security: [], responses: { 204: {} } } },
    '/items': {
      get: {
        parameters: [{ name: 'kind', in: 'query', required: true, schema: { $ref: '#/components/schemas/Kind' } }],
        responses: { 200: {} },
      },
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } } },
        responses: { 201: {} },
      },
    },
    '/items/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { security: [], responses: { 200: {} } },
      delete: { responses: { 204: {} } },
    },
  },
  components: {
    schemas: {
      Kind: { enum: ['small', 'big'] },
      Item: { properties: { name: { type: 'string' } } },
      Loop: { $ref: '#/components/schemas/Loop' },
    },
  },
};

test('an API without a way to a token: what is open is read, the rest must refuse', () => {
  const proposal = proposeContract(JSON.stringify(api), 'openapi.json');
  const text = proposal?.text ?? '';
  expect(parseContract(text, 'contract.yml')).toMatchObject({ ok: true });
  expect(text).toContain('request: GET /health\n    expect: { status: 204 }');
  expect(text).toContain('"GET /items?kind=small"');
  expect(text).toContain('id: delete_items_id_without_token\n    request: DELETE /items/1');
  expect(proposal?.left).toEqual([
    'GET /items: it wants a token, and nothing says where one comes from',
    'POST /items: it writes; write its step by hand, with a cleanup',
    'GET /items/{id}: nothing says which id is there',
    'DELETE /items/{id}: it writes; write its step by hand, with a cleanup',
  ]);
});

test('a recording keeps what was read without a session, once', () => {
  const har = readFileSync(join(import.meta.dirname, '../../fixtures/contract-sources/browser.har'), 'utf8');
  const proposal = proposeContract(har, 'browser.har');
  expect(proposal).toMatchObject({ kind: 'HAR', steps: 2 });
  expect(proposal?.text).toContain('request: GET /api/v1/tasks\n    expect: { status: 401 }');
  expect(proposal?.left).toHaveLength(3);
});

test.each([
  '',
  'just words',
  '[1]',
  '{"a": 1}',
  '{"openapi": "3.0.0", "paths": []}',
  '{"log": {"entries": [null, {}]}}',
])('%s is no surprise', (text) => {
  expect(proposeContract(text, 'x')?.steps ?? 0).toBe(0);
});
