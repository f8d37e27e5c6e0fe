import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { createRedactor } from '../../../../src/lib/redact/redactor.ts';
import { findLeak } from '../../../../src/lib/redact/scan.ts';

const secret = 'kQ93mZx-77vB-canary';
const redactor = createRedactor();
redactor.add('CANARY', secret);
const leakIn = (bytes: Buffer, name = 'a.txt') => findLeak(name, bytes, redactor.knownIn);

const text = Buffer.from(`some text\nPASSWORD ${secret}\n`);
const tarOf = (name: string, content: Buffer) => {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('ustar', 257);
  return Buffer.concat([header, content, Buffer.alloc(512 - (content.length % 512) + 1024)]);
};
const zipOf = (name: string, content: Buffer) => {
  const body = deflateRawSync(content);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(body.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, Buffer.from(name), body]);
  const central = Buffer.concat([Buffer.from('PK\u0001\u0002\0\0'), fields, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
};
const wrapped = (content: Buffer) => Buffer.from((content.toString('base64').match(/.{1,76}/g) ?? []).join('\n'));
const filler = Buffer.from('nothing to see here, '.repeat(20));

test.each<[string, Buffer]>([
  ['text', text],
  ['gzip', gzipSync(text)],
  ['zlib', deflateSync(text)],
  ['tar', tarOf('inner.txt', text)],
  ['zip', zipOf('inner.txt', text)],
  ['a tar in a gzip in a zip', zipOf('a.tgz', gzipSync(tarOf('inner.txt', text)))],
  ['base64 of gzip', Buffer.from(gzipSync(Buffer.concat([filler, text])).toString('base64'))],
  ['base64 of base64 of gzip', Buffer.from(Buffer.from(gzipSync(text).toString('base64')).toString('base64'))],
  ['wrapped base64', wrapped(Buffer.concat([filler, text]))],
  ['hex of gzip', Buffer.from(gzipSync(text).toString('hex'))],
  ['a file name in a tar', tarOf(secret, filler)],
  ['the middle of a large file', Buffer.concat([Buffer.alloc((4 << 20) - 5, 'x '), text, Buffer.alloc(1 << 20, 'y ')])],
])('finds a secret in %s', (_, bytes) => expect(leakIn(bytes)?.secret).toBe('CANARY'));

test('finds a secret in the name of a file', () => expect(leakIn(filler, `logs/${secret}.txt`)?.secret).toBe('CANARY'));

test.each<[string, Buffer]>([
  ['plain text', filler],
  ['an archive', zipOf('a.txt', gzipSync(filler))],
  ['a hash', Buffer.from('sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08')],
  ['a redacted text', Buffer.from(redactor.text(text.toString()))],
])('finds nothing in %s', (_, bytes) => expect(leakIn(bytes)).toBeUndefined());

test('what says that it is an archive and cannot be opened counts as a leak', () => {
  expect(leakIn(gzipSync(filler).subarray(0, 30))?.secret).toMatch(/^unreadable/);
});
