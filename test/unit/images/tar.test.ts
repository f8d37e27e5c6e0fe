import { describe, expect, test } from '@jest/globals';
import { collect, type TarEntry, tarReader } from '../../../src/images/load/tar-read.ts';
import { tarEnd, tarHeader, tarPadding } from '../../../src/images/load/tar-write.ts';

const file = (name: string, data: string): Buffer =>
  Buffer.concat([tarHeader(name, Buffer.byteLength(data)), Buffer.from(data), tarPadding(Buffer.byteLength(data))]);

async function read(archive: Buffer, step: number): Promise<{ entries: TarEntry[]; data: string[] }> {
  const entries: TarEntry[] = [];
  const data: string[] = [];
  const reader = tarReader((entry) => {
    entries.push(entry);
    return collect(entry.size, (bytes) => data.push(bytes.toString()));
  });
  for (let at = 0; at < archive.length; at += step) await reader.push(archive.subarray(at, at + step));
  reader.end();
  return { entries, data };
}

describe('a tar archive', () => {
  const archive = Buffer.concat([file('a', 'first'), file('b/c', ''), file('d', 'x'.repeat(1500)), tarEnd]);

  test.each([1, 7, 512, 513, 100_000])('is read the same in chunks of %i bytes', async (step) => {
    const { entries, data } = await read(archive, step);
    expect(entries.map(({ name, size, type }) => [name, size, type])).toEqual([
      ['a', 5, 'file'],
      ['b/c', 0, 'file'],
      ['d', 1500, 'file'],
    ]);
    expect(data).toEqual(['first', '', 'x'.repeat(1500)]);
  });

  test('that is cut short is noticed', async () => {
    const reader = tarReader(() => undefined);
    await reader.push(archive.subarray(0, 1500));
    expect(() => reader.end()).toThrow('middle of an entry');
  });

  test('with a damaged header is refused', async () => {
    const broken = Buffer.from(archive);
    broken[0] = 90;
    await expect(read(broken, 512)).rejects.toThrow('wrong checksum');
  });

  test('takes names and sizes from extended headers', async () => {
    const long = `${'n'.repeat(120)}/layer.tar`;
    const record = `${long.length + 10} path=${long}\n`;
    const pax = Buffer.from(tarHeader('PaxHeaders.0/x', record.length));
    pax[156] = 'x'.charCodeAt(0);
    fixChecksum(pax);
    const padded = Buffer.concat([pax, Buffer.from(record), tarPadding(record.length)]);
    const { entries } = await read(Buffer.concat([padded, file('short', 'hello'), tarEnd]), 64);
    expect(entries).toEqual([{ name: long, size: 5, type: 'file' }]);
  });

  test('writes sizes beyond what octal digits hold', () => {
    const size = 12 * 2 ** 30;
    const header = Buffer.from(tarHeader('big', size));
    expect(header[124]).toBe(0x80);
    expect(Number(header.readBigUInt64BE(128))).toBe(size);
  });
});

function fixChecksum(header: Buffer): void {
  header.write('        ', 148, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}
