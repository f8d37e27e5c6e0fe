/** One thing that a person does or sees on a page. What is `own` differs by side: it is painted over in pictures. */
export type UiAction =
  | { readonly do: 'open'; readonly path: string }
  | { readonly do: 'fill'; readonly label: string; readonly value: string; readonly own: boolean }
  | { readonly do: 'press'; readonly role: UiRole; readonly name: string }
  | { readonly do: 'see' | 'gone'; readonly text: string; readonly role?: UiRole | undefined }
  /** Everything that is known of the page at this moment, to be compared. */
  | { readonly do: 'look'; readonly name: string };

export type UiRole = 'button' | 'link' | 'checkbox' | 'heading' | 'textbox' | 'listitem' | 'alert' | 'tab' | 'menuitem';

export interface VisitRequest {
  /** Nothing is ever typed on a page of another origin. */
  readonly origin: string;
  readonly actions: readonly UiAction[];
  /** For one action. */
  readonly timeoutMs: number;
  /**
   * Only GET, HEAD, OPTIONS and these (`POST /path`) may leave. Absent: nothing is intercepted, since interception answers
   * CORS preflights in the page's name.
   */
  readonly readOnly?: { readonly allow: readonly string[] };
  /** Selectors of what is painted over in pictures. */
  readonly mask: readonly string[];
  /** Whether a trace of a visit that fails is wanted. */
  readonly trace: boolean;
}

/** A page at one moment. */
export interface Look {
  readonly name: string;
  readonly url: string;
  readonly title: string;
  /** What a screen reader finds, one node per line. */
  readonly aria: readonly string[];
  /** The elements without what a build changes, one per line. */
  readonly dom: readonly string[];
  /** PNG of the viewport. */
  readonly picture: Uint8Array;
  /** What axe-core says against names; absent where it is not installed. */
  readonly axe?: readonly string[];
}

export interface PageProblem {
  /** `exception`: thrown and not caught. `console`: printed as an error. `request`: failed, blocked or answered ≥ 400. */
  readonly kind: 'exception' | 'console' | 'request';
  readonly text: string;
}

export interface Visited {
  readonly browser: string;
  /** The status of the last document that was opened. */
  readonly status?: number;
  readonly looks: readonly Look[];
  readonly problems: readonly PageProblem[];
  /** Requests of the page that a read-only visit held back. */
  readonly refused: readonly string[];
  /** The action that could not be done, why, and what the page showed instead. */
  readonly failed?: {
    readonly action: number;
    readonly message: string;
    readonly text: string;
    readonly picture?: Uint8Array;
  };
  /** A zip that `npx playwright show-trace` opens. */
  readonly trace?: Uint8Array;
}

export interface Pictures {
  readonly reference: Uint8Array;
  /** The reference once more: where the two differ, it is the page that varies. */
  readonly again?: Uint8Array;
  readonly candidate: Uint8Array;
}

export interface PictureDiff {
  readonly different: number;
  readonly masked: number;
  readonly of: number;
  /** The candidate in grey with what differs in red and what varies in yellow. */
  readonly picture: Uint8Array;
}

export interface Browser {
  /** One visit in a fresh profile. */
  readonly visit: (request: VisitRequest, signal?: AbortSignal) => Promise<Visited>;
  readonly compare: (pictures: Pictures, signal?: AbortSignal) => Promise<PictureDiff>;
  /** Ends what was started; the next visit starts anew. */
  readonly close: () => Promise<void>;
}

/** There is no browser here, or nothing that can drive one; the message says what to install. */
export class BrowserMissing extends Error {}

/** What of a browser is not on the machine. */
export interface WantedOfBrowser {
  readonly driver: boolean;
  readonly browser: boolean;
}

export interface InstalledBrowser {
  /** Its `node_modules` has what was wanted. */
  readonly folder: string;
  readonly browser?: { readonly executable: string; readonly env: Readonly<Record<string, string>> };
}
