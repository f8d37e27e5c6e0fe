import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeFolder } from '../../../src/cli/home.ts';
import type { Helper } from '../../../src/evidence/helpers.ts';
import type { Report } from '../../../src/model/report.ts';
import { must } from '../clusters/shell.ts';
import { askIfThere } from './opinion.ts';
import { type Outside, startOutside } from './outside.ts';
import { planOf, type Ran, reportIn, taskflow } from './pipeline.ts';

/** One of the systems on the cluster that they share, with everything that a test asks of it. */
export interface System {
  /** The node's address, and its name, which is the cluster's too. */
  readonly node: string;
  readonly cluster: string;
  /** The address of this machine as pods see it. */
  readonly gateway: string;
  readonly outside: Outside;
  /** Variables of the pipeline. */
  readonly env: Readonly<Record<string, string>>;
  readonly run: (file?: string, flags?: readonly string[]) => Promise<Finished>;
  /** The same, and it must be green. */
  readonly deploy: (flags?: readonly string[]) => Promise<Finished>;
  /** Asks an optional assistant where it is installed; see `askIfThere`. */
  readonly ask: (helper: Helper, question: string) => Promise<string>;
  /** In the system's namespace. */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
  /** In the whole cluster. */
  readonly wide: (args: readonly string[]) => Promise<string>;
  readonly helm: (args: readonly string[]) => Promise<string>;
  /** `kubectl port-forward`, as a user of a Service without NodePort does it. */
  readonly forward: (target: string, port: number) => Promise<Forward>;
  /** A folder that is gone at the end. */
  readonly work: string;
  readonly stop: () => Promise<void>;
}

export interface Finished extends Ran {
  readonly report: Report;
  /** The report's folder. */
  readonly out: string;
}

export interface Forward {
  readonly url: string;
  readonly stop: () => void;
}

/** Every system by itself would do with a cluster of its own; one for all saves the tests two starts. */
const shared = ['--name', 'systems'];
const variables = ['ANTHROPIC_BASE_URL', 'CO_API_URL', 'OPENAI_BASE_URL', 'CHATKIT_SCRIPT'];

export async function startSystem(
  name: string,
  more: (node: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<System> {
  const file = `test/e2e/${name}/pipeline.yml`;
  const unknown = Object.fromEntries(variables.map((variable) => [variable, 'http://known.later']));
  const { clusterName: cluster, nodeAddress: node } = await planOf(file, unknown, shared);
  const gateway = node.replace(/\d+$/, '1');
  const outside = await startOutside(gateway, 'app');
  const env = { ...outside.env, ...more(node) };
  const work = mkdtempSync(join(tmpdir(), `${name}-e2e-`));
  const kubeconfig = join(homeFolder(process.env), 'clusters', cluster, 'kubeconfig');
  const config = ['--kubeconfig', kubeconfig, '--context', cluster];
  const target = [...config, '--namespace', name];
  const kubectl: System['kubectl'] = (args, input) => must('kubectl', [...target, ...args], input);
  const run: System['run'] = async (which = file, flags = []) => {
    const out = mkdtempSync(join(work, 'report-'));
    const ran = await taskflow(['run', '-c', which, '--out', out, ...shared, ...flags], env);
    return { ...ran, out, report: reportIn(out) };
  };
  const deploy: System['deploy'] = async (flags) => {
    const finished = await run(file, flags);
    if (finished.code !== 0) throw new Error(finished.output);
    return finished;
  };
  return {
    ...{ node, cluster, gateway, outside, env, run, deploy, kubectl, work },
    ask: (helper, question) => askIfThere({ helper, question, kubeconfig, namespace: name }),
    wide: (args) => must('kubectl', [...config, ...args]),
    forward: (to, port) => forward(['port-forward', ...target, to, `:${port}`]),
    helm: (args) => must('helm', [...args, ...target.map((flag) => (flag === '--context' ? '--kube-context' : flag))]),
    stop: async () => {
      await outside.stop();
      rmSync(work, { recursive: true, force: true });
      await kubectl(['delete', 'namespace', name, '--ignore-not-found', '--timeout=120s']);
    },
  };
}

async function forward(args: readonly string[]): Promise<Forward> {
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const port = /127\.0\.0\.1:(\d+) ->/.exec(chunk.toString())?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.once('close', (code) => reject(new Error(`kubectl ${args.join(' ')} ended with ${code}`)));
  });
  return { url, stop: () => void child.kill() };
}

/** Deletes the cluster that the systems shared. */
export async function stopCluster(): Promise<void> {
  const env = Object.fromEntries(variables.map((variable) => [variable, 'http://not.needed']));
  const { code, output } = await taskflow(['down', '-c', 'test/e2e/taskora/pipeline.yml', ...shared], env);
  if (code !== 0) throw new Error(output);
}

/** An image of this machine's engine into the node, as `minikube image load` would bring it. */
export const loadImage = (image: string, node: string): Promise<string> =>
  must('sh', ['-c', 'docker save "$0" | docker exec -i "$1" ctr --namespace k8s.io images import -', image, node]);
