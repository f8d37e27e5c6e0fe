/** What can be brought before a suite runs; each is brought once, when the first suite asks for it. */
export type Need = 'engine' | 'kit' | 'images' | 'postgresql' | 'chromium' | 'libfaketime' | 'python' | 'dist';

/** How a runner says what it counted. `exit`: it is one check, and its exit code is the verdict. */
export type Counting = 'jest' | 'junit' | 'go' | 'line' | 'exit';

export interface Suite {
  readonly name: string;
  readonly title: string;
  /** Planned minutes on two cores. */
  readonly minutes: number;
  /** What it needs, in the order in which it is brought. */
  readonly needs?: readonly Need[];
  /** Runs in `make test-fast` too. */
  readonly fast?: boolean;
  readonly command: readonly string[];
  /** Where the command runs, below the checkout. */
  readonly folder?: string;
  readonly counting: Counting;
  /** The file, or the folder of files, in which jest or a JUnit reporter leaves its results. */
  readonly results?: string;
}

export interface Preparation {
  readonly title: string;
  /** Planned minutes from empty caches, and when everything is there. */
  readonly minutes: { readonly cold: number; readonly warm: number };
  readonly command: readonly string[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

export interface Row {
  readonly name: string;
  readonly title: string;
  readonly planned: number;
  readonly seconds: number;
  /** Absent for a preparation that went well. */
  readonly counts?: Counts;
}
