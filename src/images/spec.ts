/** One image to build. Paths are relative to the workspace. */
export interface ImageSpec {
  readonly name: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  /** Secret id → environment variable. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly platform?: string;
  readonly limits: { readonly bytes?: number; readonly buildMs?: number };
  readonly cacheFrom?: readonly string[];
  readonly cacheTo?: readonly string[];
}
