/** What a real browser saw of one page. */
export interface PageView {
  readonly url: string;
  /** The status of the document itself; absent when it could not be loaded. */
  readonly status?: number;
  readonly title: string;
  /** The text that a person sees. */
  readonly text: string;
  readonly problems: readonly PageProblem[];
  /** PNG of the viewport. */
  readonly screenshot?: Uint8Array;
  readonly browser: string;
  /** Why the page could not be opened at all. */
  readonly failed?: string;
}

export interface PageProblem {
  /** `exception`: thrown and not caught. `console`: printed as an error. `request`: refused, blocked or answered ≥ 400. */
  readonly kind: 'exception' | 'console' | 'request';
  readonly text: string;
}

export interface PageRequest {
  readonly url: string;
  /** Waits until the page shows this text, within the time limit. */
  readonly text?: string;
  readonly timeoutMs: number;
}

/** Opens one page in a fresh profile, without touching its traffic. */
export type OpenPage = (request: PageRequest, signal?: AbortSignal) => Promise<PageView>;
