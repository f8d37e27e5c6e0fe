import type { RunFacts } from '../../src/diagnosis/snapshot.ts';

/** One injected fault, or one odd state that is healthy. Data only: the laboratory brings it about and takes it away again. */
export interface FaultCase {
  /** The id that must be the root; `healthy` when nothing may be found. */
  readonly id: string;
  /** Tells apart several cases of one id. */
  readonly name?: string;
  /** `shared` when absent. `own`: it breaks what others need. `none`: there is no cluster to ask. */
  readonly where?: 'own' | 'none';
  /** Texts in it are filled like those of steps. */
  readonly objects: readonly Json[];
  /** Words that the remedy of the root must hold. */
  readonly remedy?: readonly string[];
  /** Further roots, in order; for the two-fault case. */
  readonly alsoRoots?: readonly string[];
  /** Ids that must be listed as consequences. */
  readonly consequences?: readonly string[];
  /** Seconds until the fault must have been named. */
  readonly within?: number;
  /** A chart that is installed with Helm: path → text. What Helm says is given to the diagnosis. */
  readonly chart?: Readonly<Record<string, string>>;
  readonly values?: Json;
  /** The chart is deployed by the built command line, which gives up by itself, after its own graces. */
  readonly whole?: true;
  /** Values of a run before it, which is green: there is something to go back to, and going back does not help. */
  readonly first?: Json;
  /** What is done when the objects are there and the chart is installed, one after the other. */
  readonly steps?: readonly Step[];
  /** Makes a cluster of its own whole again for the next case. */
  readonly mend?: readonly Step[];
  readonly run?: RunFacts;
  /** What the run knows, made of what the steps said. */
  readonly facts?: (said: readonly string[]) => RunFacts;
}

/** A command; `$NAMESPACE`, `$NODE` and `$WORK` (a folder) stand for those of the case. kubectl and helm mean its cluster. */
export interface Step {
  readonly run: readonly string[];
  /** `fails`: it must fail, and what it says is given to the diagnosis. `may-fail`: what it says counts. `retry`: until it succeeds. */
  readonly how?: 'fails' | 'may-fail' | 'retry';
}

export type Json = Readonly<Record<string, unknown>>;

export function titleOf(one: FaultCase): string {
  return one.name ? `${one.id} (${one.name})` : one.id;
}
