import { systemClock } from '../../src/adapters/clock-system.ts';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import type { Exec, Outcome } from '../../src/ports/exec.ts';

export const exec = nodeExec({ text: (text) => text, add: () => {} });

export const run = async (...[tool, ...args]: [string, ...string[]]): Promise<Outcome> => exec({ tool, args });

/** Real processes, cancelled once so much of the archive has gone by. */
export function cutAfter(bytes: number, abort: AbortController): Exec {
  let seen = 0;
  return (command, options = {}) => {
    const { onStdout } = options;
    if (!onStdout) return exec(command, options);
    return exec(command, {
      ...options,
      onStdout: async (chunk) => {
        seen += chunk.length;
        if (seen > bytes) abort.abort(new Error('cut by the test'));
        await onStdout(chunk);
      },
    });
  };
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the node’s containerd did not come up');
    await systemClock.sleep(200);
  }
}
