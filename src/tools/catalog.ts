export type ToolName = 'minikube' | 'kind' | 'kubectl' | 'helm';

export interface Platform {
  readonly os: 'linux' | 'darwin' | 'windows';
  readonly arch: string;
}

/** Node's names of this machine → the names that download hosts use. */
export function toolPlatform({ platform, arch }: { readonly platform: string; readonly arch: string }): Platform {
  const os = platform === 'win32' ? 'windows' : platform === 'darwin' ? 'darwin' : 'linux';
  return { os, arch: arch === 'x64' ? 'amd64' : arch };
}

export interface Download {
  readonly url: string;
  readonly sumUrl: string;
  /** The program's path inside an archive. */
  readonly member?: string;
}

interface Tool {
  /** Downloaded when nothing suitable is on PATH. */
  readonly version: string;
  /** Oldest version that this program was written for. */
  readonly oldest: string;
  readonly versionArgs: readonly string[];
  readonly host: string;
  readonly path: (version: string, platform: Platform) => string;
  readonly sum: string;
  readonly member?: (platform: Platform) => string;
}

const exe = ({ os }: Platform): string => (os === 'windows' ? '.exe' : '');
const pair = ({ os, arch }: Platform): string => `${os}-${arch}`;

export const catalog: Readonly<Record<ToolName, Tool>> = {
  minikube: {
    version: 'v1.38.1',
    oldest: 'v1.30.0',
    versionArgs: ['version', '--short'],
    host: 'https://github.com',
    path: (version, platform) =>
      `kubernetes/minikube/releases/download/${version}/minikube-${pair(platform)}${exe(platform)}`,
    sum: '.sha256',
  },
  kind: {
    version: 'v0.33.0',
    oldest: 'v0.20.0',
    versionArgs: ['version', '--quiet'],
    host: 'https://github.com',
    path: (version, platform) => `kubernetes-sigs/kind/releases/download/${version}/kind-${pair(platform)}`,
    sum: '.sha256sum',
  },
  kubectl: {
    version: 'v1.34.4',
    oldest: 'v1.28.0',
    versionArgs: ['version', '--client', '--output=json'],
    host: 'https://dl.k8s.io',
    path: (version, platform) => `release/${version}/bin/${platform.os}/${platform.arch}/kubectl${exe(platform)}`,
    sum: '.sha256',
  },
  helm: {
    version: 'v3.22.0',
    oldest: 'v3.12.0',
    versionArgs: ['version', '--template', '{{.Version}}'],
    host: 'https://get.helm.sh',
    path: (version, platform) => `helm-${version}-${pair(platform)}${platform.os === 'windows' ? '.zip' : '.tar.gz'}`,
    sum: '.sha256',
    member: (platform) => `${pair(platform)}/helm${exe(platform)}`,
  },
};

/** A mirror has the same paths as the official host, below an address or a folder of its own. */
export function downloadOf(name: ToolName, version: string, platform: Platform, mirror?: string): Download {
  const tool = catalog[name];
  const root = mirror === undefined ? tool.host : mirrorRoot(mirror);
  const url = `${root}/${tool.path(version, platform)}`;
  return { url, sumUrl: `${url}${tool.sum}`, ...(tool.member ? { member: tool.member(platform) } : {}) };
}

function mirrorRoot(mirror: string): string {
  const clean = mirror.replace(/\/+$/, '');
  return /^(https?|file):\/\//.test(clean) ? clean : `file://${clean}`;
}

/** The first version in what a tool prints about itself. */
export function parseVersion(text: string): string | undefined {
  const version = /\bv?(\d+\.\d+\.\d+)/.exec(text)?.[1];
  return version && `v${version}`;
}

/** The digest in a checksum file: alone, or followed by a file name. */
export function parseSum(text: string): string | undefined {
  return /^\s*([0-9a-fA-F]{64})(\s|$)/.exec(text)?.[1]?.toLowerCase();
}
