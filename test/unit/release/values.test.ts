import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { parseReference, referenceText, renderValues } from '../../../src/release/values.ts';

const digest = `sha256:${'0a'.repeat(32)}`;

test.each([
  ['app:1', { repository: 'app', tag: '1' }],
  ['app', { repository: 'app', tag: 'latest' }],
  ['localhost:5000/team/app:1', { repository: 'localhost:5000/team/app', tag: '1' }],
  ['localhost:5000/app', { repository: 'localhost:5000/app', tag: 'latest' }],
  [`localhost:5000/app@${digest}`, { repository: 'localhost:5000/app', tag: '', digest }],
  [`app:1@${digest}`, { repository: 'app', tag: '1', digest }],
])('%s is read as %j', (text, image) => {
  expect(parseReference(text)).toEqual(image);
});

const layers = { set: {}, secrets: {}, plain: {}, stage: {} };
const pushed = parseReference(`r.example/app@${digest}`);

test.each([
  ['a text', 'none', `r.example/app@${digest}`],
  [
    'a mapping that knows digests',
    { repository: '', tag: '', digest: '' },
    { repository: 'r.example/app', tag: '', digest },
  ],
  [
    'a mapping that does not',
    { repository: '', tag: '' },
    { repository: 'r.example/app@sha256', tag: '0a'.repeat(32) },
  ],
])('an image by digest reaches %s', (_, image, expected) => {
  const values = load(renderValues({ ...layers, defaults: { image }, images: { image: pushed } }));
  expect(values).toEqual({ image: expected });
});

test('whichever way a chart puts it together, it is the same reference', () => {
  const { repository, tag } = { repository: 'r.example/app@sha256', tag: '0a'.repeat(32) };
  expect(`${repository}:${tag}`).toBe(referenceText(pushed));
});
