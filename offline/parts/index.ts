import type { Part } from '../lib/part.ts';
import { bases } from './bases.ts';
import { clusterPrograms } from './cluster-programs.ts';
import { controlPlane } from './control-plane.ts';
import { minikubeHome } from './minikube-home.ts';
import { mirror } from './mirror.ts';
import { nodes } from './node.ts';
import { services } from './services.ts';
import { tools } from './tools.ts';

/** The whole kit. Where several parts are ready, the one further up is built first. */
export const parts: readonly Part[] = [
  ...tools,
  ...clusterPrograms,
  ...controlPlane,
  ...nodes,
  minikubeHome,
  ...bases,
  ...services,
  mirror,
];

/** What `make demo` needs, without what it needs in turn. */
export const demoParts: readonly string[] = [
  'minikube',
  'helm3',
  'node-image',
  'minikube-home',
  'base-python-3.11',
  'base-node-18',
];
