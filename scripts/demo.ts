import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { hasCommand } from '../offline/lib/host.ts';
import { clock } from '../offline/lib/progress.ts';
import { kitEnvironment } from '../offline/lib/site.ts';

/** `make demo`: a real cluster, a real release, a real answer; nothing is left behind but the kit. */
const root = join(import.meta.dirname, '..');
const profile = 'taskflow-demo';
const begun = Date.now();
let environment: Readonly<Record<string, string>> = {};

const demo = async (): Promise<void> => {
  if (machineHasAll()) step('this machine has an engine, Minikube, kubectl and Helm: they are used, no kit is built');
  else await bringKit();
  step('starting Minikube');
  const force = process.getuid?.() === 0 ? ['--force'] : [];
  run('minikube', [
    'start',
    '--profile',
    profile,
    '--interactive=false',
    '--wait=apiserver',
    '--embed-certs',
    ...force,
  ]);
  try {
    release();
  } finally {
    step('cleaning up: the cluster is deleted');
    run('minikube', ['delete', '--profile', profile]);
  }
  step('done');
};

const machineHasAll = (): boolean =>
  ['docker', 'minikube', 'kubectl', 'helm'].every(hasCommand) && spawnSync('docker', ['version']).status === 0;

const bringKit = async (): Promise<void> => {
  step('building what is missing of the kit (the first time: about 15 minutes on two cores)');
  run(process.execPath, [join(root, 'offline/kit.ts'), 'build', 'demo']);
  run(join(root, 'offline/engine'), ['start']);
  run(process.execPath, [join(root, 'offline/kit.ts'), 'load', 'node.tar', 'busybox']);
  environment = await kitEnvironment();
};

const release = (): void => {
  if (environment.TASKFLOW_K8S_KIT) {
    step("bringing the web application's image into the node");
    run('bash', ['-c', `docker save busybox:1.36 | docker exec -i ${profile} ctr -n k8s.io images import -`]);
  }
  step('deploying a small web application with Helm');
  const chart = join(root, 'offline/demo/chart');
  run('helm', ['upgrade', '--install', 'hello', chart, '--kube-context', profile, '--wait', '--timeout', '3m']);
  const port = run('kubectl', [
    '--context',
    profile,
    'get',
    'service',
    'hello',
    '-o',
    'jsonpath={.spec.ports[0].nodePort}',
  ]);
  const url = `http://${run('minikube', ['ip', '--profile', profile]).trim()}:${port}/`;
  step(`calling it: ${url}`);
  const answer = run(process.execPath, ['--input-type=module', '-e', call, url]);
  console.log(`    ${answer.trim()}`);
  if (!answer.startsWith('200 Hello')) throw new Error(`the application answered: ${answer}`);
};

/** The port opens a moment after the pod is ready, when kube-proxy has heard of it. */
const call = `const end = Date.now() + 60_000;
for (;;) try {
  const answer = await fetch(process.argv[1], { signal: AbortSignal.timeout(5_000) });
  console.log(answer.status, await answer.text());
  break;
} catch (fault) {
  if (Date.now() > end) throw fault;
  await new Promise((next) => setTimeout(next, 200));
}`;

const step = (text: string): void => console.log(`${clock(Date.now() - begun)}  ${text}`);

/** Long commands show what they do; of the others the output is the answer. */
const run = (command: string, args: readonly string[]): string => {
  const shows = command.includes('/') && !args.includes('-e');
  const ran = spawnSync(command, args, {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    stdio: ['ignore', shows ? 'inherit' : 'pipe', shows ? 'inherit' : 'pipe'],
  });
  if (ran.status === 0) return ran.stdout ?? '';
  const said = [ran.error?.message, ran.stdout, ran.stderr].filter(Boolean).join('\n').trim();
  throw new Error(`${command} ${args[0] ?? ''} failed${said ? `:\n${said.split('\n').slice(-12).join('\n')}` : '.'}`);
};

try {
  await demo();
} catch (fault) {
  console.error(`demo: ${fault instanceof Error ? fault.message : fault}`);
  process.exitCode = 1;
}
