/** Where programs that were downloaded are kept, and how they get there. */
export interface ToolStore {
  /** The folder of a tool that was kept before. */
  readonly find: (name: string, version: string) => string | undefined;
  /** Takes a copy of the file under the tool's name, and returns its folder. */
  readonly keep: (file: string, name: string, version: string) => Promise<string>;
  /** From an http(s) or file URL; retries what may pass. Throws an error with a `status` for an answer that is not 200. */
  readonly download: (url: string, to: string, signal: AbortSignal) => Promise<void>;
  /** Unpacks a `.tar.gz` or `.zip` into a folder. */
  readonly unpack: (archive: string, to: string) => Promise<void>;
}
