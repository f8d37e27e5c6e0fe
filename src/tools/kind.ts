export interface KindCreate {
  readonly name: string;
  readonly kubeconfig: string;
  readonly nodeImage?: string;
  /** A file of the user's, or ours on stdin (`-`). */
  readonly config: string;
  readonly extraArgs: readonly string[];
}

export function createArgs(create: KindCreate): string[] {
  return [
    'create',
    'cluster',
    '--name',
    create.name,
    '--kubeconfig',
    create.kubeconfig,
    '--config',
    create.config,
    ...(create.nodeImage ? ['--image', create.nodeImage] : []),
    // Readiness is polled by us; kind's own wait does not fail when it is over.
    '--wait',
    '0s',
    '--retain',
    ...create.extraArgs,
  ];
}

export const deleteArgs = (name: string, kubeconfig: string): string[] => [
  'delete',
  'cluster',
  '--name',
  name,
  '--kubeconfig',
  kubeconfig,
];
export const loadArgs = (name: string, refs: readonly string[]): string[] => [
  'load',
  'docker-image',
  '--name',
  name,
  ...refs,
];
export const versionArgs = ['version', '--quiet'] as const;

export interface KindConfig {
  readonly nodePorts: readonly number[];
  readonly workers: number;
  readonly disableDefaultCni: boolean;
  readonly serviceSubnet?: string;
}

/** JSON, which kind reads as YAML. */
export function kindConfig(config: KindConfig): string {
  const ports = config.nodePorts.map((port) => ({
    containerPort: port,
    hostPort: port,
    listenAddress: '127.0.0.1',
    protocol: 'TCP',
  }));
  const networking = {
    ...(config.disableDefaultCni ? { disableDefaultCNI: true } : {}),
    ...(config.serviceSubnet ? { serviceSubnet: config.serviceSubnet } : {}),
  };
  return JSON.stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking,
    nodes: [
      { role: 'control-plane', ...(ports.length > 0 ? { extraPortMappings: ports } : {}) },
      ...Array.from({ length: config.workers }, () => ({ role: 'worker' })),
    ],
  });
}

/** kind prints ` ✓ Starting control-plane 🕹️` for a finished step and ` ✗ …` for a failed one, to stderr. */
export function parseCreateLine(line: string): { readonly done: boolean; readonly name: string } | undefined {
  const match = /^\s*([•✓✗])\s+(.*?)\s*$/u.exec(line);
  if (!match || match[1] === '•') return undefined;
  return { done: match[1] === '✓', name: (match[2] as string).replaceAll(/[^\p{L}\p{N}\p{P} ]/gu, '').trim() };
}
