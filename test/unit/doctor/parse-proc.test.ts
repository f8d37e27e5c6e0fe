import { expect, test } from '@jest/globals';
import { cgroupOf, familyOf, inotifyOf, memoryOf, openFilesOf } from '../../../src/doctor/parse-proc.ts';

test.each([
  ['debian', 'ID=debian\n'],
  ['debian', 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n'],
  ['fedora', 'ID="rhel"\nID_LIKE="x"\n'],
  ['fedora', 'ID=rocky\nID_LIKE="centos"\n'],
  ['alpine', 'ID=alpine\n'],
  ['arch', 'ID=endeavouros\nID_LIKE=arch\n'],
  ['suse', 'ID="opensuse-leap"\n'],
  ['linux', 'PRETTY_ID=debian\nID=gentoo\nBUILD_ID_LIKE=debian\n'],
  ['linux', ''],
])('%s is told by %j', (family, release) => expect(familyOf('linux', release)).toBe(family));

test('systems without that file', () => {
  expect(familyOf('darwin', 'ID=debian')).toBe('macos');
  expect(familyOf('win32', 'ID=debian')).toBe('windows');
});

test('memory', () => {
  expect(memoryOf('MemFree: 1 kB\nMemTotal:       16384 kB\n')).toBe(16 * 1024 ** 2);
  expect(memoryOf('MemTotal: much\n')).toBeUndefined();
  expect(memoryOf(undefined)).toBeUndefined();
});

test('control groups', () => {
  expect(cgroupOf('cpuset cpu  io memory\n', 'linux')).toEqual({
    version: 2,
    controllers: ['cpuset', 'cpu', 'io', 'memory'],
  });
  expect(cgroupOf(undefined, 'linux')).toEqual({ version: 1, controllers: [] });
  expect(cgroupOf('cpu', 'darwin')).toBeUndefined();
});

test('inotify', () => {
  expect(inotifyOf('128\n', '8192\n')).toEqual({ instances: 128, watches: 8192 });
  expect(inotifyOf(undefined, '8192')).toBeUndefined();
  expect(inotifyOf('128', undefined)).toBeUndefined();
});

test('open files', () => {
  const limits = (soft: string): string => `Limit  Soft Limit\nMax open files            ${soft}   524288  files\n`;
  expect(openFilesOf(limits('1024'))).toBe(1024);
  expect(openFilesOf(limits('unlimited'))).toBeUndefined();
  expect(openFilesOf(undefined)).toBeUndefined();
});
