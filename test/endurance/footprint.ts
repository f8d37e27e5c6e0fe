import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder } from '../../src/cli/home.ts';
import { must } from '../e2e/clusters/shell.ts';
import type { World } from './world.ts';

/** What is there because of us, in names: a name that was not there before is something left behind. */
export async function namesLeft(world: World): Promise<readonly string[]> {
  const ours = ['--filter', `name=${world.node}`];
  const lists = await Promise.all([
    lines('container', ['docker', 'ps', '--all', ...ours, '--format', '{{.Names}}']),
    lines('network', ['docker', 'network', 'ls', ...ours, '--format', '{{.Name}}']),
    lines('volume', ['docker', 'volume', 'ls', ...ours, '--format', '{{.Name}}']),
    lines('route', ['ip', 'route', 'show', 'via', world.address]),
    pending(world),
  ]);
  return [...lists.flat(), ...entries('temporary', join(world.small, 'tmp')), ...entries('state', stateFolder(world))];
}

export const stateFolder = ({ node }: World): string => join(homeFolder(process.env), 'clusters', node);

export const kubectl = (world: World, ...args: readonly string[]): Promise<string> =>
  must('kubectl', ['--kubeconfig', join(stateFolder(world), 'kubeconfig'), '--namespace', 'endurance', ...args]);

async function pending(world: World): Promise<readonly string[]> {
  const states = 'owner=helm,status in (pending-install,pending-upgrade,pending-rollback)';
  const found = await kubectl(world, 'get', 'secrets', '--selector', states, '--output', 'name');
  return found.split('\n').filter(Boolean);
}

async function lines(what: string, [program = '', ...args]: readonly string[]): Promise<readonly string[]> {
  const said = await must(program, args);
  return said
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `${what} ${line.trim()}`);
}

const entries = (what: string, folder: string): readonly string[] =>
  readdirSync(folder).map((name) => `${what} ${name}`);
