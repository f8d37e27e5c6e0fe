/** Something wrong with what the user wrote, with its place and the way out. */
export interface Problem {
  /** The file, or the input's name, or the environment variable. */
  readonly source: string;
  /** 1-based; absent when the source has no lines. */
  readonly line?: number;
  readonly column?: number;
  /** Where inside the document, such as `images.backend.dockerfile`. */
  readonly path?: string;
  readonly message: string;
  /** The nearest thing that would have been right. */
  readonly meant?: string;
  readonly hint?: string;
}

/** `pipeline.yml:3:5: images.backend.dockerfil: unknown key; did you mean "dockerfile"?` */
export function renderProblem(problem: Problem): string {
  const where = [problem.source, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const subject = problem.path ? `${where}: ${problem.path}` : where;
  const meant = problem.meant === undefined ? '' : `; did you mean "${problem.meant}"?`;
  const hint = problem.hint === undefined ? '' : `\n    ${problem.hint}`;
  return `${subject}: ${problem.message}${meant}${hint}`;
}

/** Nothing is started when there are problems; all of them are reported at once. */
export class UsageError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(renderProblem).join('\n'));
    this.name = 'UsageError';
    this.problems = problems;
  }
}
