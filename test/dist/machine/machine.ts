import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writeStore } from './images.ts';
import type { PodFate } from './objects.ts';
import { writeWorkspace } from './workspace.ts';

/**
 * A machine made of stand-ins: a PATH on which minikube, helm, kubectl and docker are small scripts that keep what they
 * "create" as files of one folder. So a test sees what is there at any moment, and what is left at the end.
 */
export interface Machine {
  readonly bin: string;
  readonly workspace: string;
  /** The runner's folder for temporary files. */
  readonly temp: string;
  /** A piece of shell in front of every program: it may answer in its place, and sees `$tool $*`. */
  readonly fault: (shell: string) => void;
  readonly podsOf: (component: string, fate: PodFate) => void;
  /** What the Service of a component answers inside the cluster. */
  readonly answers: (component: string, status: number) => void;
  /** How long a step of a slow program takes, in seconds. */
  readonly pace: (seconds: number) => void;
  /** Where the deployed application answers on this machine. */
  readonly serves: (port: number) => void;
  readonly write: (file: string, text: string | Uint8Array) => void;
  readonly calls: (tool: string) => readonly string[];
  /** What Helm was given last by stdin. */
  readonly values: () => string;
  /** Everything that the programs have created and not removed, and every process that still runs. */
  readonly left: () => readonly string[];
  readonly remove: () => void;
}

const here = import.meta.dirname;
const programs = readdirSync(join(here, 'programs')).filter((file) => file !== 'common.sh');

export function makeMachine(): Machine {
  const root = mkdtempSync(join(tmpdir(), 'machine-'));
  const [bin, world, workspace, temp] = ['bin', 'world', 'workspace', 'temp'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [bin, world, join(world, 'faults'), workspace, temp]) mkdirSync(folder);
  for (const file of programs) installProgram(basename(file, '.sh'), bin, world);
  writeStore(join(world, 'store'), ['backend', 'frontend']);
  writeWorkspace(workspace);
  const put = (name: string, text: string): void => writeFileSync(join(world, name), text);
  put('app-port', '1');
  let faults = 0;
  return {
    bin,
    workspace,
    temp,
    fault: (shell) => put(`faults/${++faults}`, shell),
    podsOf: (component, fate) => put(`pods-${component}`, fate),
    answers: (component, status) => put(`answers-${component}`, String(status)),
    pace: (seconds) => put('pace', String(seconds)),
    serves: (port) => put('app-port', String(port)),
    write: (file, text) => writeFileSync(join(workspace, file), text),
    calls: (tool) => lines(join(world, 'calls', tool)),
    values: () => readFileSync(join(world, 'values'), 'utf8'),
    left: () => [...created(world), ...processesOf(world)],
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function installProgram(name: string, bin: string, world: string): void {
  const script = [
    '#!/bin/sh',
    `export WORLD='${world}' HERE='${here}' NODE='${process.execPath}' tool=${name}`,
    '. "$HERE/programs/common.sh"',
    `. "$HERE/programs/${name}.sh"`,
  ].join('\n');
  writeFileSync(join(bin, name), `${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

function created(world: string): string[] {
  return ['containers', 'networks', 'volumes', 'cluster'].flatMap((kind) =>
    existsSync(join(world, kind)) ? readdirSync(join(world, kind)).map((name) => `${kind}/${name}`) : [],
  );
}

/** Told by their environment, which holds the folder's path; Linux shows it. */
function processesOf(world: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => quietly(`/proc/${pid}/environ`).includes(`WORLD=${world}\0`))
    .map((pid) => `process ${quietly(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
}

/** A process may end between the list and the look. */
function quietly(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
