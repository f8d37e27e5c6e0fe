import { spawn } from 'node:child_process';
import { type Helper, helperCommand } from '../../../src/evidence/helpers.ts';

export interface Question {
  readonly helper: Helper;
  readonly question: string;
  readonly kubeconfig: string;
  readonly namespace: string;
}

const patience = 60_000;

/** Asks an optional tool where it is installed. Its answer is noted and proves nothing; the plain commands beside it are the test. */
export function askIfThere({ helper, question, kubeconfig, namespace }: Question): Promise<string> {
  const { tool, args } = helperCommand({ helper, question, target: { namespace } });
  return new Promise((resolve) => {
    const env = { ...process.env, KUBECONFIG: kubeconfig };
    const signal = AbortSignal.timeout(patience);
    const child = spawn(tool, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'], signal });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', ({ name }) =>
      resolve(`${name === 'AbortError' ? 'takes too long' : 'is not installed here'}; the plain commands answer`),
    );
    child.once('close', (code) => {
      const said = Buffer.concat(chunks).toString('utf8').trim().split('\n').slice(0, 5).join(' / ');
      if (code === 0) resolve(`said: ${said}`);
      else resolve(`could not answer (exit ${code}: ${said}); the plain commands do`);
    });
  });
}
