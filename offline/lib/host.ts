import { accessSync, constants } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { explain, Failure } from './failure.ts';
import type { Part } from './part.ts';
import { size } from './progress.ts';
import { runnerInto } from './run.ts';

export const systemPath = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;

export const hasCommand = (command: string): boolean =>
  systemPath.split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const isRoot = (): boolean => process.getuid?.() === 0;

/** Everything the machine must have, checked before the first part is begun, so that no build fails half an hour in. */
export const prepareHost = async (parts: readonly Part[], root: string): Promise<void> => {
  await roomOn(root, parts);
  if (parts.some(({ lane }) => lane === 'compiler') && !hasCommand('go')) {
    throw new Failure(
      'The kit is compiled with Go, and there is no command "go" on this machine.',
      "Install Go 1.24 or newer (https://go.dev/doc/install, or your system's package), then run the same command again.",
    );
  }
  const asRoot = parts.filter((part) => part.asRoot).map(({ name }) => name);
  if (asRoot.length > 0 && !isRoot()) {
    throw new Failure(
      `Only root can build ${list(asRoot)}: they are file systems with owners and devices.`,
      'Run the same command with sudo, or let root build the kit once and share it by XDG_CACHE_HOME.',
    );
  }
  const missing = Object.entries(
    Object.assign({}, ...parts.map(({ host }) => host ?? {})) as Record<string, string>,
  ).filter(([command]) => !hasCommand(command));
  if (missing.length > 0) await install([...new Set(missing.map(([, debian]) => debian))], root);
};

const roomOn = async (root: string, parts: readonly Part[]): Promise<void> => {
  await mkdir(root, { recursive: true }).catch((fault: Error) => {
    throw new Failure(
      `The kit's directory ${root} cannot be made: ${fault.message}.`,
      'Set XDG_CACHE_HOME to a directory that you may write.',
    );
  });
  const { bavail, bsize } = await statfs(root);
  const needed = parts.length * 20e6;
  if (bavail * bsize < needed) {
    throw new Failure(
      `The disk is full: ${size(bavail * bsize)} are free at ${root}, and ${parts.length} parts are still to be built.`,
      'Free about 12 GB, or set XDG_CACHE_HOME to a larger disk.',
    );
  }
};

const install = async (packages: readonly string[], root: string): Promise<void> => {
  const wanted = `Install them with your system's package manager (Debian names: ${packages.join(' ')}), then try again.`;
  if (!isRoot() || !hasCommand('apt-get')) throw new Failure(`Some commands are missing: ${list(packages)}.`, wanted);
  await mkdir(join(root, 'logs'), { recursive: true });
  const run = runnerInto(join(root, 'logs', 'host-packages.log'));
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  const get = ['install', '-q', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages];
  try {
    await run('apt-get', get, options).catch(async () => {
      await run('apt-get', ['update', '-q'], options);
      await run('apt-get', get, options);
    });
  } catch (fault) {
    const why = explain(String(fault));
    throw new Failure(
      `apt-get could not install ${list(packages)}${why ? `: ${why.sentence}` : ''}.`,
      `${fault instanceof Failure ? fault.remedy : wanted}`,
    );
  }
};

const list = (names: readonly string[]): string => names.join(', ');
