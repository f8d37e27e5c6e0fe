import type { Run } from './run.ts';

/** One piece of the kit. Pure data but for `build`; whatever decides what comes out must be named here, because it is hashed. */
export type Part = {
  readonly name: string;
  /** Parts whose finished directory the build reads. */
  readonly needs?: readonly string[];
  /** Files or directories under `offline/` whose content the build reads. */
  readonly inputs?: readonly string[];
  /** Everything else that decides the outcome: versions, flags, package lists. */
  readonly settings?: unknown;
  /** Compilers fill every core by themselves, so they go one after the other; other parts run beside them. */
  readonly lane?: 'compiler' | 'side';
  /** Commands that must be on the machine, and the Debian package that brings each. */
  readonly host?: Readonly<Record<string, string>>;
  /** Whether the build needs root: file systems with owners, mounts, containers. */
  readonly asRoot?: boolean;
  readonly build: (work: Work) => Promise<Made>;
};

/** What a build is given. It may write under `out` and `scratch` only. */
export type Work = {
  /** Becomes part of the kit: paths below it are paths in the kit. */
  readonly out: string;
  /** On the same disk, removed afterwards. */
  readonly scratch: string;
  /** The part's own hash: a name for this very outcome. */
  readonly hash: string;
  /** A file under `offline/`. */
  readonly source: (path: string) => string;
  /** The finished directory of a part listed in `needs`. */
  readonly from: (part: string) => string;
  /** Runs a command with its output in the part's log; fails with a sentence when the command does. */
  readonly run: Run;
};

/** What kit.json says of a part, beside its files' sizes and checksums. */
export type Made = { readonly version: string; readonly origin: string };

export type MadeFile = { readonly path: string; readonly size: number; readonly sha256: string };

export type PartRecord = Made & {
  readonly name: string;
  readonly hash: string;
  readonly seconds: number;
  readonly files: readonly MadeFile[];
};
