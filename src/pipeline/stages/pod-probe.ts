import type { CheckInput } from '../../model/check.ts';
import type { ReleasePorts } from '../../release/spec.ts';
import { failureSentence } from '../../tools/outcome.ts';
import { clusterOf, type RunContext } from '../context.ts';

/** Whatever the image has that can ask an address; the first that is there answers. Prints the status and the time in ms. */
const askers: readonly ((url: string) => readonly string[])[] = [
  (url) => [
    'node',
    '-e',
    `const t=Date.now();fetch(${JSON.stringify(url)}).then(r=>console.log(r.status,Date.now()-t),e=>{console.log(String(e.cause??e));process.exitCode=1})`,
  ],
  (url) => [
    'python3',
    '-c',
    `import time,urllib.request as u\nt=time.time()\nr=u.urlopen(${JSON.stringify(url)},timeout=10)\nprint(r.status,int((time.time()-t)*1000))`,
  ],
  (url) => ['curl', '-sS', '-o', '/dev/null', '-w', '%{http_code} 0', url],
  (url) => ['sh', '-c', `wget -q -O /dev/null ${url} && echo 200 0`],
];

/** Asks an address from inside a pod: name resolution, Service and network policy are all part of the way. */
export async function probeFromPod(
  pod: string,
  url: string,
  context: RunContext,
  ports: Pick<ReleasePorts, 'exec' | 'signal'>,
): Promise<Pick<CheckInput, 'verdict' | 'detail' | 'durationMs'>> {
  const { kubeconfig, context: kubeContext } = clusterOf(context);
  for (const asker of askers) {
    const args = [
      '--kubeconfig',
      kubeconfig,
      '--context',
      kubeContext,
      '-n',
      context.plan.namespace,
      'exec',
      pod,
      '--',
      ...asker(url),
    ];
    const outcome = await ports.exec({ tool: 'kubectl', args, timeoutMs: 30_000 }, { signal: ports.signal });
    if (/executable file not found|no such file or directory/i.test(outcome.stderr)) continue;
    const [, status, ms] = /^(\d{3}) (\d+)/m.exec(outcome.stdout) ?? [];
    if (outcome.failed || status === undefined)
      return { verdict: 'failed', detail: outcome.stdout.trim() || failureSentence(outcome) };
    return {
      verdict: Number(status) < 400 ? 'passed' : 'failed',
      detail: `${status} in ${ms} ms`,
      durationMs: Number(ms),
    };
  }
  return { verdict: 'skipped', detail: 'the image has neither node, python3, curl nor wget to ask with' };
}
