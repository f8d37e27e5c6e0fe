import type { World } from '../world.ts';
import { jumpClock } from './clock.ts';
import { fillDisk } from './disk.ts';
import { cut, pause } from './network.ts';
import { killOurs, killTool } from './processes.ts';

/** One way in which the world is unkind to a run. */
export interface Disturbance {
  readonly id: string;
  readonly title: string;
  /** Begins it; what it answers ends it. Undefined: what it aims at was not there before the run was over. */
  readonly begin: (aim: Aim) => Promise<(() => Promise<void>) | undefined>;
  /** It ends the run itself, which therefore can say nothing. */
  readonly fatal?: true;
}

export interface Aim {
  readonly world: World;
  readonly seconds: number;
  /** The processes of the run, itself first. */
  readonly processes: () => readonly Seen[];
  readonly over: () => boolean;
}

export interface Seen {
  readonly pid: number;
  readonly program: string;
}

export const disturbances: readonly Disturbance[] = [
  { id: 'kill-ours', title: 'kill -9 of our own process', fatal: true, begin: killOurs },
  { id: 'kill-helm', title: 'kill -9 of helm', begin: killTool('helm') },
  { id: 'kill-kubectl', title: 'kill -9 of kubectl', begin: killTool('kubectl') },
  { id: 'kill-docker', title: "kill -9 of docker's client", begin: killTool('docker') },
  { id: 'cut-reference', title: 'the network to the reference is cut', begin: cut('reference') },
  { id: 'cut-registry', title: 'the network to the registry is cut', begin: cut('registry') },
  { id: 'cut-api', title: 'the network to the API server is cut', begin: cut('api') },
  { id: 'disk-full', title: 'the file system of report and temporary files is full', begin: fillDisk },
  { id: 'clock', title: 'our clock jumps', begin: jumpClock },
  { id: 'pause-node', title: "the node's container is paused", begin: pause },
];
