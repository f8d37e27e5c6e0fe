/** One file of the evidence folder, as `evidence/index.json` lists it. */
export interface EvidenceItem {
  /** Path inside the evidence folder, legal on every platform. */
  readonly file: string;
  /** What it is, for a person. */
  readonly what: string;
  /** The command that produced it, in a form that can be pasted into a shell. */
  readonly command?: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly truncated: boolean;
  /** Why it could not be collected, when it could not. */
  readonly failed?: string;
}
