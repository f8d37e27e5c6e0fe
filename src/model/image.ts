/** Where an image's bytes are: in Docker's store, or as an OCI layout that BuildKit wrote to a folder. */
export type ImageSource =
  | { readonly kind: 'docker' }
  | { readonly kind: 'layout'; readonly dir: string }
  | { readonly kind: 'node'; readonly cluster: string };

/** An image that was built, or was found unchanged. */
export interface BuiltImage {
  /** The name of the configuration, such as `backend`. */
  readonly name: string;
  /** What the user asked for: `taskflow-backend:1.0.0`, `taskflow-backend:latest`. */
  readonly tags: readonly string[];
  /** Named by content: what pods run, so that a stale image under an old tag cannot be meant. */
  readonly contentTag: string;
  /** The digest of the image's configuration, which is also what a node reports. */
  readonly id: string;
  readonly bytes: number;
  /** Digests of the uncompressed layers, base first. */
  readonly layers: readonly string[];
  readonly user: string;
  readonly healthcheck: boolean;
  readonly architecture: string;
  readonly env: readonly string[];
  readonly source: ImageSource;
  /** True when nothing had to be built. */
  readonly reused: boolean;
  readonly durationMs: number;
}
