/** What was looked up about a machine. Undefined: it could not be told, or is not there. */
export interface MachineFacts {
  readonly os: OsFamily;
  readonly osName: string;
  readonly wsl: boolean;
  readonly arch: string;
  readonly root: boolean;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly freeDisk: { readonly path: string; readonly bytes: number } | undefined;
  readonly programs: Readonly<Record<ProgramName, ProgramFacts>>;
  readonly engine: EngineFacts;
  readonly socket: { readonly path: string; readonly there: boolean; readonly writable: boolean } | undefined;
  readonly cgroup: { readonly version: 1 | 2; readonly controllers: readonly string[] } | undefined;
  readonly inotify: { readonly instances: number; readonly watches: number } | undefined;
  readonly openFiles: number | undefined;
  /** Destinations of the routing table, as `192.168.0.0/16`. */
  readonly routes: readonly string[];
  /** Variables about proxies and certificates, as they are set. */
  readonly env: Readonly<Record<string, string>>;
  /** Files that such a variable names and that cannot be read. */
  readonly unreadable: readonly string[];
  readonly loopbackPort: boolean;
  readonly chromium: string | undefined;
}

export type OsFamily = 'debian' | 'fedora' | 'alpine' | 'arch' | 'suse' | 'macos' | 'windows' | 'linux';

export const programNames = ['docker', 'minikube', 'kind', 'kubectl', 'helm', 'git'] as const;
export type ProgramName = (typeof programNames)[number];

/** Undefined version: it is there and does not tell. */
export type ProgramFacts =
  | { readonly there: false }
  | { readonly there: true; readonly path: string; readonly version: string | undefined };

export type EngineFacts =
  | { readonly answers: true; readonly version: string; readonly skewMs: number | undefined; readonly rootDir: string }
  | {
      readonly answers: false;
      readonly reason: 'not-installed' | 'not-running' | 'not-allowed' | 'unclear';
      readonly detail: string;
    };

export type Provider = 'minikube' | 'kind' | 'existing';

/** One thing that was looked at. Only what is `needed` and not `ok` stops a run. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly state: 'ok' | 'missing' | 'too old' | 'low';
  readonly needed: boolean;
  readonly found: string;
  /** Commands or a sentence that put it right on this system. */
  readonly remedy: readonly string[];
}
