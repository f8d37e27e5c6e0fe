import { must } from './shell.ts';

export interface Provider {
  readonly name: 'minikube' | 'kind';
  readonly start: (cluster: string) => Promise<void>;
  /** As after a reboot of the machine. */
  readonly restart: (cluster: string) => Promise<void>;
  readonly remove: (cluster: string) => Promise<void>;
  readonly context: (cluster: string) => string;
  readonly node: (cluster: string) => string;
}

const root = process.getuid?.() === 0;

const startMinikube = async (cluster: string): Promise<void> => {
  const flags = ['--interactive=false', '--wait=apiserver', '--cpus=no-limit', '--memory=no-limit', '--embed-certs'];
  await must('minikube', ['start', '--profile', cluster, ...flags, ...(root ? ['--force'] : [])]);
};

/** Minikube's further settings come from the environment (MINIKUBE_…), where a kit puts them; kind is told its image. */
export const providers: readonly Provider[] = [
  {
    name: 'minikube',
    start: startMinikube,
    restart: async (cluster) => {
      await must('minikube', ['stop', '--profile', cluster]);
      await startMinikube(cluster);
    },
    remove: async (cluster) => void (await must('minikube', ['delete', '--profile', cluster])),
    context: (cluster) => cluster,
    node: (cluster) => cluster,
  },
  {
    name: 'kind',
    start: async (cluster) => {
      const image = process.env.TASKFLOW_K8S_KIND_IMAGE;
      await must('kind', ['create', 'cluster', '--name', cluster, ...(image ? ['--image', image] : [])]);
    },
    restart: async (cluster) => void (await must('docker', ['restart', `${cluster}-control-plane`])),
    remove: async (cluster) => void (await must('kind', ['delete', 'cluster', '--name', cluster])),
    context: (cluster) => `kind-${cluster}`,
    node: (cluster) => `${cluster}-control-plane`,
  },
];
