import type { StateStore } from './state.ts';

/** What the action needs from GitHub's runner; filled by `@actions/*` in the entry, by plain objects in tests. */
export interface Platform extends StateStore {
  readonly input: (name: string) => string;
  readonly output: (name: string, value: string) => void;
  readonly mask: (value: string) => void;
  readonly log: (line: string) => void;
  readonly fail: (message: string) => void;
  readonly summary: (markdown: string) => Promise<void>;
  /** Whether there is an artifact service at all. */
  readonly canUpload: () => boolean;
  readonly upload: (folder: string, name: string) => Promise<Uploaded>;
  /** One file as it is, under a name of its own, so that the browser shows it. */
  readonly uploadPage: (file: string, name: string) => Promise<Uploaded>;
}

export interface Uploaded {
  readonly id: string;
  readonly url: string;
}
