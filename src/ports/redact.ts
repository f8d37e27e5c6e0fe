/** The one door through which text leaves the process. */
export interface Redactor {
  readonly text: (text: string) => string;
  /** A further value that must never be seen, in any encoding. */
  readonly add: (name: string, value: string) => void;
}
