import { describe, expect, test } from '@jest/globals';
import { lineDiff } from '../../../src/lib/line-diff.ts';
import { changesText, compareDocuments, summarise } from '../../../src/release/compare.ts';
import { splitDocuments } from '../../../src/release/documents.ts';

describe('lineDiff', () => {
  test.each<[string, string, string, string[]]>([
    ['equal', 'a\nb', 'a\nb', []],
    ['one line in the middle', 'a\nb\nc\nd\ne\nf', 'a\nb\nX\nd\ne\nf', [' a', ' b', '-c', '+X', ' d', ' e', ' …']],
    ['all new', '', 'a', ['+a']],
    ['all gone', 'a\nb', '', ['-a', '-b']],
    ['a line moved in', 'a\nc', 'a\nb\nc', [' a', '+b', ' c']],
    [
      'two changes far apart',
      '1\n2\n3\n4\n5\n6\n7',
      'x\n2\n3\n4\n5\n6\ny',
      ['-1', '+x', ' 2', ' 3', ' …', ' 5', ' 6', '-7', '+y'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(lineDiff(before, after)).toEqual(expected);
  });
});

const token = (value: string): string => `t${value.length}`;
const secret = (value: string): string =>
  `---\n# Source: c/s.yaml\nkind: Secret\nmetadata: { name: keys }\ndata: { KEY: ${Buffer.from(value).toString('base64')} }\n`;
const map = (name: string, value: string): string =>
  `---\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { a: ${value} }\n`;

describe('compareDocuments', () => {
  test('says what comes, changes and goes', () => {
    const changes = compareDocuments(
      splitDocuments(map('same', '1') + map('other', '1') + map('old', '1')),
      splitDocuments(map('same', '1') + map('other', '2') + map('new', '1')),
      token,
    );
    expect(summarise(changes)).toBe('added: ConfigMap new; changed: ConfigMap other; removed: ConfigMap old');
    expect(changesText(changes)).toContain('-data: { a: 1 }\n+data: { a: 2 }');
    expect(summarise([])).toBe('nothing changes');
  });

  test('shows that a Secret changes, and never a value of it in any form', () => {
    const changes = compareDocuments(splitDocuments(secret('before-1')), splitDocuments(secret('after')), token);
    const text = changesText(changes);
    expect(text).toContain('KEY: (hidden, t8)');
    expect(text).toContain('KEY: (hidden, t5)');
    for (const value of ['before-1', 'after']) {
      expect(text).not.toContain(value);
      expect(text).not.toContain(Buffer.from(value).toString('base64'));
    }
  });
});
