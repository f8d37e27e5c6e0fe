import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HelmTarget } from '../tools/helm.ts';
import type { ReleasePorts } from './spec.ts';

/** A Helm that may outlive the run that started it. It is written down beside the kubeconfig while it is at work. */
interface Note {
  readonly pid: number;
  readonly verb: string;
}

const endMs = 10_000;
const waitMs = 5 * 60_000;

/** Notes each Helm that changes a release, for as long as it runs. */
export function notedExec(
  name: string,
  target: HelmTarget,
  { exec }: Pick<ReleasePorts, 'exec'>,
): ReleasePorts['exec'] {
  const file = noteFile(name, target);
  return async (command, options) => {
    let noted = Promise.resolve();
    const onSpawn = (pid: number): void => {
      noted = writeFile(file, JSON.stringify({ pid, verb: command.args[0] ?? '' } satisfies Note));
    };
    try {
      return await exec(command, { ...options, onSpawn });
    } finally {
      await noted;
      await rm(file, { force: true });
    }
  };
}

/**
 * Before a release is touched: an upgrade whose run is gone is ended, since nobody waits for its result any more. One that
 * goes back or removes is never broken off, it is waited for.
 */
export async function settleOrphan(name: string, target: HelmTarget, ports: ReleasePorts): Promise<void> {
  const note = await readNote(noteFile(name, target));
  if (!note || !(await isHelm(note.pid, name))) return;
  const upgrading = note.verb === 'upgrade';
  const what = `helm ${note.verb} of ${name} (process ${note.pid}) is still at work for a run that is gone`;
  ports.emit({ kind: 'note', level: 'warning', text: `${what}: it is ${upgrading ? 'ended' : 'waited for'}` });
  if (upgrading) end(note.pid, 'SIGTERM');
  const deadline = ports.clock.now() + (upgrading ? endMs : waitMs);
  while (await isHelm(note.pid, name)) {
    if (ports.clock.now() > deadline && !upgrading) throw new Error(`${what}, and does not end`);
    if (ports.clock.now() > deadline) end(note.pid, 'SIGKILL');
    await ports.clock.sleep(200, ports.signal);
  }
  await rm(noteFile(name, target), { force: true });
}

function noteFile(name: string, { kubeconfig, namespace }: HelmTarget): string {
  return join(dirname(kubeconfig), `helm-${namespace}-${name}.json`);
}

async function readNote(file: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Note;
  } catch (error) {
    // A note that was cut off in the middle says nothing.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A number that was given to another process since is not ours to end. */
async function isHelm(pid: number, release: string): Promise<boolean> {
  try {
    const argv = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    return argv.includes(release) && argv.some((word) => /helm/.test(word));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return false;
    throw error;
  }
}

/** With the children that it has: each program runs in a group of its own. */
function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
