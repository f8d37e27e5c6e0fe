import { execFile } from 'node:child_process';
import { must } from '../clusters/shell.ts';

export const docker = (...args: readonly string[]): Promise<string> => must('docker', args);

/** What a container said on both streams, and its exit code, whatever its end. */
export const ran = (...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> =>
  new Promise((resolve, reject) => {
    const child = execFile('docker', ['run', '--rm', ...args], (fault, stdout, stderr) => {
      if (typeof child.exitCode === 'number') resolve({ code: child.exitCode, said: stdout + stderr });
      else reject(fault);
    });
  });
