export interface MinikubeStart {
  readonly profile: string;
  readonly driver: string;
  readonly runtime: string;
  readonly kubernetes?: string;
  readonly nodes: number;
  readonly cpus?: string;
  readonly memory?: string;
  readonly disk?: string;
  readonly baseImage?: string;
  readonly staticIp?: string;
  readonly nodePorts: readonly number[];
  readonly addons: readonly string[];
  /** Minikube refuses the docker driver as root without it. */
  readonly force: boolean;
  readonly extraArgs: readonly string[];
}

/** The user's own arguments come last, so that they win. */
export function startArgs(start: MinikubeStart): string[] {
  const flags: readonly (readonly [string, string | undefined])[] = [
    ['kubernetes-version', start.kubernetes],
    ['nodes', start.nodes > 1 ? String(start.nodes) : undefined],
    ['cpus', start.cpus],
    ['memory', start.memory],
    ['disk-size', start.disk],
    ['base-image', start.baseImage],
    ['static-ip', start.staticIp],
  ];
  return [
    'start',
    `--profile=${start.profile}`,
    `--driver=${start.driver}`,
    `--container-runtime=${start.runtime}`,
    '--interactive=false',
    '--output=json',
    // Readiness is polled by us; Minikube's own wait returns too early and too late.
    '--wait=none',
    '--embed-certs',
    '--delete-on-failure=false',
    ...flags.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...start.nodePorts.map((port) => `--ports=127.0.0.1:${port}:${port}`),
    ...start.addons.map((addon) => `--addons=${addon}`),
    ...(start.force ? ['--force'] : []),
    ...start.extraArgs,
  ];
}

export const deleteArgs = (profile: string): string[] => ['delete', `--profile=${profile}`];
export const statusArgs = (profile: string): string[] => ['status', `--profile=${profile}`, '--output=json'];
export const imageLoadArgs = (profile: string, ref: string): string[] => [
  'image',
  'load',
  `--profile=${profile}`,
  '--daemon=true',
  ref,
];
export const versionArgs = ['version', '--short'] as const;

/** One line of `minikube … --output=json`. */
export type MinikubeLine =
  | { readonly kind: 'step'; readonly step: number; readonly of: number; readonly name: string }
  | { readonly kind: 'error'; readonly id: string; readonly message: string; readonly advice: string }
  | { readonly kind: 'warning'; readonly message: string };

interface RawLine {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

export function parseStartLine(line: string): MinikubeLine | undefined {
  if (!line.startsWith('{')) return undefined;
  const { type, data = {} } = JSON.parse(line) as RawLine;
  const message = (data.message ?? '').trim();
  switch (type) {
    case 'io.k8s.sigs.minikube.step':
      return {
        kind: 'step',
        step: Number(data.currentstep),
        of: Number(data.totalsteps),
        name: data.name ?? message,
      };
    case 'io.k8s.sigs.minikube.error':
      return { kind: 'error', id: data.name ?? data.id ?? '', message, advice: (data.advice ?? '').trim() };
    case 'io.k8s.sigs.minikube.warning':
      return { kind: 'warning', message };
    default:
      return undefined;
  }
}

export interface MinikubeStatus {
  readonly host: string;
  readonly kubelet: string;
  readonly apiServer: string;
}

/** One node prints an object, several print a list; a missing profile prints messages, each on a line of its own. */
export function parseStatus(text: string): MinikubeStatus[] {
  const raw = text
    .split('\n')
    .filter((line) => /^[{[]/.test(line))
    .flatMap((line) => JSON.parse(line) as RawStatus | RawStatus[]);
  return raw
    .filter(({ Host }) => Host !== undefined)
    .map(({ Host, Kubelet, APIServer }) => ({ host: Host ?? '', kubelet: Kubelet ?? '', apiServer: APIServer ?? '' }));
}

interface RawStatus {
  readonly Host?: string;
  readonly Kubelet?: string;
  readonly APIServer?: string;
}
