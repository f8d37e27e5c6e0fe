/** What happened to one release in this run. */
export interface ReleaseRecord {
  readonly name: string;
  readonly namespace: string;
  /** The revision that is live at the end, 0 when nothing is installed. */
  readonly revision: number;
  readonly action: 'installed' | 'upgraded' | 'unchanged' | 'rolled-back' | 'uninstalled' | 'none';
  /** The revision that was known good before the run and is live again; 0 means "nothing was installed". */
  readonly rolledBackTo?: number;
  /** After a rollback: proof that the old revision serves. After an install: all checkpoints passed. */
  readonly verified: boolean;
  /** The file of the evidence folder with the difference to what was deployed before, secrets hidden. */
  readonly diff?: string;
  readonly detail?: string;
}
