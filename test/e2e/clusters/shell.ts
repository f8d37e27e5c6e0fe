import { spawn } from 'node:child_process';

/** Runs a command to its end; a failure carries what it said. */
export const must = (command: string, args: readonly string[], input?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.stdin.on('error', () => undefined); // a command that reads no input
    child.stdin.end(input ?? '');
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${stderr || stdout}`));
    });
  });

/** Tries until it succeeds; when the time is over, the last failure is the answer. */
export const until = async <T>(seconds: number, attempt: () => Promise<T>): Promise<T> => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (fault) {
      if (Date.now() > end) throw fault;
      await new Promise((next) => setTimeout(next, 250));
    }
  }
};
