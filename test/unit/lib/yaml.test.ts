import { expect, test } from '@jest/globals';
import { parseYaml, pathText } from '../../../src/lib/yaml.ts';

const text = `version: 1
images:
  backend: { dockerfile: a, tags: [x, y] }
  "odd name":
    - one
    - two: 2
base: &b {k: v}
copy: *b
`;

test('everything has its place', () => {
  const document = parseYaml(text);
  expect(document.faults).toEqual([]);
  expect(document.value).toEqual({
    version: 1,
    images: { backend: { dockerfile: 'a', tags: ['x', 'y'] }, 'odd name': ['one', { two: 2 }] },
    base: { k: 'v' },
    copy: { k: 'v' },
  });
  expect(document.keyAt(['images', 'backend'])).toEqual({ line: 3, column: 3 });
  expect(document.valueAt(['images', 'backend', 'tags', 1])).toEqual({ line: 3, column: 39 });
  expect(document.keyAt(['images', 'odd name', 1, 'two'])).toEqual({ line: 6, column: 7 });
  expect(document.valueAt(['copy'])).toEqual({ line: 8, column: 8 });
  expect(document.keyAt(['images', 'backend', 'missing', 'deep'])).toEqual({ line: 3, column: 3 });
});

test.each([
  ['a: 1\na: 2\n', 2, 1, /twice/],
  ['a:\n\tb: 1\n', 2, 1, /not valid YAML/],
  ['a: [1\nb: 2\n', 2, undefined, /not valid YAML/],
  ['---\na: 1\n---\nb: 1\n', 1, 1, /more than one document/],
  ['? [a]\n: 1\n', 1, 1, /a key must be a plain word/],
])('%j is a fault with a position', (source, line, column, message) => {
  const [fault] = parseYaml(source).faults;
  expect(fault?.message).toMatch(message);
  expect(fault?.line).toBe(line);
  if (column !== undefined) expect(fault?.column).toBe(column);
});

test('a byte order mark, CRLF and an empty text are read', () => {
  expect(parseYaml('\uFEFFa: 1\r\nb: 2\r\n').value).toEqual({ a: 1, b: 2 });
  expect(parseYaml('').value).toBeUndefined();
});

test('an alias bomb ends in a fault', () => {
  const bomb = [
    'a0: &a0 [x]',
    ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`),
  ].join('\n');
  expect(parseYaml(bomb).faults[0]?.message).toMatch(/alias/i);
});

test('a path reads like the document', () => {
  expect(pathText(['images', 'odd name', 1, 'two'])).toBe('images."odd name"[1].two');
});
