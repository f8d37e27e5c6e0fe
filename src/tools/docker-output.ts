/** One image, as `docker image inspect` describes it. */
export interface ImageFacts {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly bytes: number;
  readonly layers: readonly string[];
  readonly user: string;
  readonly healthcheck: boolean;
  readonly architecture: string;
  readonly os: string;
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly exposed: readonly string[];
}

export interface EngineFacts {
  readonly version: string;
  readonly arch: string;
  /** Docker's own store knows layers by their uncompressed digest; containerd's does not. */
  readonly store: 'classic' | 'containerd';
  readonly rootDir: string;
}

interface RawImage {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  readonly Size: number;
  readonly Architecture: string;
  readonly Os: string;
  readonly RootFS?: { readonly Layers?: readonly string[] | null };
  readonly Config?: RawImageConfig | null;
}

interface RawImageConfig {
  readonly User?: string;
  readonly Env?: readonly string[] | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
  readonly Healthcheck?: { readonly Test?: readonly string[] | null } | null;
}

export function parseImageInspect(text: string): ImageFacts[] {
  return (JSON.parse(text) as RawImage[]).map(imageFacts);
}

function imageFacts(raw: RawImage): ImageFacts {
  const config = raw.Config ?? {};
  const test = config.Healthcheck?.Test ?? [];
  return {
    id: raw.Id,
    tags: raw.RepoTags ?? [],
    digests: raw.RepoDigests ?? [],
    bytes: raw.Size,
    layers: raw.RootFS?.Layers ?? [],
    user: config.User ?? '',
    healthcheck: test.length > 0 && test[0] !== 'NONE',
    architecture: raw.Architecture,
    os: raw.Os,
    env: config.Env ?? [],
    labels: config.Labels ?? {},
    exposed: Object.keys(config.ExposedPorts ?? {}),
  };
}

interface RawConfigBlob {
  readonly architecture?: string;
  readonly os?: string;
  readonly rootfs?: { readonly diff_ids?: readonly string[] };
  readonly config?: RawImageConfig;
}

/** The same facts from an OCI configuration, where no daemon has the image. */
export function configFacts(config: Uint8Array, id: string, bytes: number): ImageFacts {
  const raw = JSON.parse(Buffer.from(config).toString('utf8')) as RawConfigBlob;
  return imageFacts({
    Id: id,
    Size: bytes,
    Architecture: raw.architecture ?? '',
    Os: raw.os ?? '',
    RootFS: { Layers: raw.rootfs?.diff_ids ?? [] },
    Config: raw.config ?? {},
  });
}

interface RawInfo {
  readonly ServerVersion?: string;
  readonly Architecture?: string;
  readonly DockerRootDir?: string;
  readonly DriverStatus?: readonly (readonly string[])[] | null;
}

/** Undefined when no daemon answered: the client still prints JSON then, and may even exit with 0. */
export function parseInfo(text: string): EngineFacts | undefined {
  const raw = JSON.parse(text) as RawInfo;
  if (!raw.ServerVersion) return undefined;
  const containerd = (raw.DriverStatus ?? []).some(([, value]) => value?.startsWith('io.containerd.snapshotter'));
  return {
    version: raw.ServerVersion,
    arch: imageArch(raw.Architecture ?? ''),
    store: containerd ? 'containerd' : 'classic',
    rootDir: raw.DockerRootDir ?? '',
  };
}

const archNames: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm' };

/** The kernel's name of an architecture → the name that image manifests use. */
export function imageArch(machine: string): string {
  return archNames[machine] ?? machine;
}

/** `docker buildx inspect` prints `Driver:  docker-container`. Undefined where there is no buildx. */
export function parseBuildxDriver(text: string): string | undefined {
  return /^Driver:\s*(\S+)/m.exec(text)?.[1];
}

/** `docker image history --format '{{json .}}'`: what each layer was created by, newest first. */
export function parseHistory(text: string): { createdBy: string; size: string }[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as { CreatedBy: string; Size: string })
    .map(({ CreatedBy, Size }) => ({ createdBy: CreatedBy, size: Size }));
}

interface RawNetwork {
  readonly Name: string;
  readonly IPAM?: { readonly Config?: readonly { readonly Subnet?: string }[] | null };
}

/** `docker network inspect`; an empty answer is no network. */
export function parseNetworks(text: string): { name: string; subnet: string }[] {
  const raw = JSON.parse(text.trim() || '[]') as RawNetwork[];
  return raw.flatMap(({ Name, IPAM }) =>
    (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [{ name: Name, subnet: Subnet }])),
  );
}

/** `ip -4 route`: what each line leads to, the default route left out. */
export function parseRoutes(text: string): { subnet: string }[] {
  return [...text.matchAll(/^(?:\w+ )?(\d+\.\d+\.\d+\.\d+(?:\/\d+)?)(?: |$)/gm)].map((match) => ({
    subnet: match[1] as string,
  }));
}
