import type { Readable } from 'node:stream';

/** An external command: always an argv array, never a shell line. */
export interface Command {
  readonly tool: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the inherited environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Secrets go this way, never by argv. */
  readonly stdin?: string | Uint8Array | Readable;
  readonly timeoutMs?: number;
  /** How much of each stream is kept: head and tail, the middle is dropped. Default 4 MiB. */
  readonly keepBytes?: number;
}

/** The same fields for success and for failure; throwing is a separate, last decision (`orThrow`). */
export interface Outcome {
  readonly command: Command;
  readonly exitCode?: number;
  readonly signal?: string;
  /** Why it ended: the first cause wins. `killed`: by a signal that was not ours, as a machine without memory sends it. */
  readonly ended: 'exited' | 'killed' | 'timed-out' | 'cancelled' | 'not-found' | 'not-started';
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly durationMs: number;
  readonly failed: boolean;
}

export interface ExecOptions {
  readonly signal?: AbortSignal;
  /** Called with each complete line, already redacted, while the command runs. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Called with the raw bytes of stdout instead of keeping them, for streams such as an image archive. */
  readonly onStdout?: (chunk: Uint8Array) => void | Promise<void>;
  /** Called with the process id once it runs, so that a later run can find an orphan. */
  readonly onSpawn?: (pid: number) => void;
}

export type Exec = (command: Command, options?: ExecOptions) => Promise<Outcome>;
