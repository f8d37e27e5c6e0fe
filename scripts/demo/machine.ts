import { spawnSync } from 'node:child_process';
import { hasCommand } from '../../offline/lib/host.ts';
import { kitEnvironment } from '../../offline/lib/site.ts';
import { program, step } from './program.ts';

export type Machine = { readonly env: Readonly<Record<string, string>> };

/** What a cluster and its images come from: the machine's own programs and registries, else the kit. */
export const bringMachine = async (): Promise<Machine> => {
  const lacking = await firstLacking(needs);
  if (lacking === undefined) {
    step('this machine has an engine, Minikube and a registry of images: they are used, no kit is built');
    return { env: {} };
  }
  step(`${lacking}: the offline kit takes its place (the first time: about 15 minutes on two cores)`);
  await program('offline/engine', ['start']);
  await program(process.execPath, ['offline/kit.ts', 'build', 'demo']);
  await program(process.execPath, ['offline/kit.ts', 'load', ...images]);
  return { env: await kitEnvironment() };
};

/** Words of the archives' names: the node, and what TaskFlow's Dockerfiles begin with. */
const images = ['node.tar', 'base-python-3.11', 'base-node-18'];

export type Needs = readonly (readonly [lacking: string, holds: () => boolean | Promise<boolean>])[];

/** What the machine does not have; nothing further is asked for once something is missing. */
export const firstLacking = async (needs: Needs): Promise<string | undefined> => {
  for (const [lacking, holds] of needs) if (!(await holds())) return lacking;
  return undefined;
};

const needs: Needs = [
  ['the kit is in use already', () => !process.env.TASKFLOW_K8S_KIT],
  ['Minikube is not installed', () => hasCommand('minikube')],
  ['no Docker Engine answers', () => hasCommand('docker') && spawnSync('docker', ['version']).status === 0],
  ['no registry of images can be reached', () => serves('https://registry-1.docker.io/v2/')],
];

/** A registry asks who is there, or serves anybody; a proxy in its place refuses. */
export const serves = async (url: string): Promise<boolean> => {
  try {
    return [200, 401].includes((await fetch(url, { signal: AbortSignal.timeout(5_000) })).status);
  } catch {
    return false; // whatever the reason, no image comes from there
  }
};
