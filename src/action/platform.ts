import type { StateStore } from './state.ts';

/** What the action needs from GitHub's runner; filled by `@actions/*` in the entry, by plain objects in tests. */
export interface Platform extends StateStore {
  readonly input: (name: string) => string;
  readonly output: (name: string, value: string) => void;
  readonly mask: (value: string) => void;
  readonly log: (line: string) => void;
  readonly fail: (message: string) => void;
  readonly summary: (markdown: string) => Promise<void>;
  readonly upload: (folder: string, name: string) => Promise<{ readonly id: string; readonly url: string } | undefined>;
}
