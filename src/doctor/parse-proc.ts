import type { MachineFacts, OsFamily } from './facts.ts';

/** What files of `/proc`, `/sys` and `/etc` say; undefined where the file is not there. */

export function familyOf(platform: string, release: string): OsFamily {
  if (platform === 'darwin') return 'macos';
  if (platform === 'win32') return 'windows';
  const ids = `${/^ID=(.*)$/m.exec(release)?.[1] ?? ''} ${/^ID_LIKE=(.*)$/m.exec(release)?.[1] ?? ''}`.replaceAll(
    '"',
    '',
  );
  const families: readonly (readonly [OsFamily, RegExp])[] = [
    ['debian', /debian|ubuntu/],
    ['fedora', /fedora|rhel|centos/],
    ['alpine', /alpine/],
    ['arch', /arch/],
    ['suse', /suse/],
  ];
  return families.find(([, pattern]) => pattern.test(ids))?.[0] ?? 'linux';
}

export function memoryOf(meminfo: string | undefined): number | undefined {
  const kilobytes = /^MemTotal:\s+(\d+) kB/m.exec(meminfo ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

export function cgroupOf(controllers: string | undefined, platform: string): MachineFacts['cgroup'] {
  if (platform !== 'linux') return undefined;
  if (controllers === undefined) return { version: 1, controllers: [] };
  return { version: 2, controllers: controllers.trim().split(/\s+/) };
}

export function inotifyOf(instances: string | undefined, watches: string | undefined): MachineFacts['inotify'] {
  if (instances === undefined || watches === undefined) return undefined;
  return { instances: Number(instances), watches: Number(watches) };
}

export function openFilesOf(limits: string | undefined): number | undefined {
  const soft = /^Max open files\s+(\S+)/m.exec(limits ?? '')?.[1];
  return soft === undefined || soft === 'unlimited' ? undefined : Number(soft);
}

/** Destination and mask stand in `/proc/net/route` as little-endian hexadecimal. */
export function routesOf(table: string): string[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, destination, , , , , , mask] = line.trim().split(/\s+/);
      if (!destination || !mask || destination === '00000000') return [];
      const bytes = (destination.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16));
      const bits = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length;
      return [`${bytes.join('.')}/${bits}`];
    });
}
