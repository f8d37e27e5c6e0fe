import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

export const docker = async (...args: readonly string[]): Promise<string> =>
  (await exec('docker', args, { maxBuffer: 1 << 26 })).stdout;

/** Standard output and error of a container that ran to its end, whatever its end. */
export const ran = async (...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> => {
  try {
    const { stdout, stderr } = await exec('docker', ['run', '--rm', ...args]);
    return { code: 0, said: stdout + stderr };
  } catch (fault) {
    const { code, stdout, stderr } = fault as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw fault;
    return { code, said: `${stdout}${stderr}` };
  }
};

export const until = async <T>(seconds: number, attempt: () => Promise<T>): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (fault) {
      if (Date.now() > end) throw fault;
      await new Promise((resume) => setTimeout(resume, 200));
    }
  }
};
