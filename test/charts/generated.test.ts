import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { pack, samePackage } from '../../scripts/charts/pack.ts';
import { rows, withTable } from '../../scripts/charts/readme.ts';
import { withDefinitions } from '../../scripts/charts/schema.ts';
import { stale } from '../../scripts/charts.ts';

test('packed library, schema definitions and README tables agree with their sources', () => {
  expect(stale()).toEqual([]);
});

test('a packed chart does not depend on the order of its files, but on their text', () => {
  const a = { path: 'c/a', text: 'one' };
  const b = { path: 'c/b', text: 'two' };
  expect(samePackage(pack([a, b]), pack([b, a]))).toBe(true);
  expect(samePackage(pack([a, b]), pack([a, { ...b, text: 'three' }]))).toBe(false);
  expect(
    gunzipSync(pack([a]))
      .subarray(0, 3)
      .toString(),
  ).toBe('c/a');
});

test('a schema gets the definitions that it uses, those of definitions too, and no others', () => {
  const schema = { properties: { a: { $ref: '#/definitions/a' } }, definitions: { old: {} } };
  const definitions = { a: { items: { $ref: '#/definitions/b' } }, b: {}, c: {} };
  expect(withDefinitions(schema, definitions).definitions).toEqual({ a: definitions.a, b: {} });
  expect(() => withDefinitions({ $ref: '#/definitions/x' }, definitions)).toThrow('no definition "x"');
});

test('comments become rows: a group without comments inside is one row', () => {
  const text = '# Outer\na: 1\nb:\n  # Two\n  # lines\n  c: [x]\n  # Group\n  d: { e: 1 }\n';
  expect(rows(text)).toEqual([
    { path: 'a', value: '1', meaning: 'Outer' },
    { path: 'b.c', value: '["x"]', meaning: 'Two lines' },
    { path: 'b.d', value: '{"e":1}', meaning: 'Group' },
  ]);
  expect(() => rows('# x\na: 1\n\nb: 2\n')).toThrow('b has no comment');
  expect(() => withTable('no markers', text)).toThrow('needs the two lines');
});
