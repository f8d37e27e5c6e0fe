import { StageError } from '../model/stage-error.ts';
import type { Outcome } from '../ports/exec.ts';
import { engineTrouble } from '../tools/docker-trouble.ts';
import type { Instruction } from './dockerfile.ts';
import { parseBuildFailure } from './progress.ts';
import type { ImageSpec } from './spec.ts';

export interface FailedBuild {
  readonly spec: ImageSpec;
  readonly outcome: Outcome;
  readonly instructions: readonly Instruction[];
  /** Everything that the build printed, the beginning dropped where it was long. */
  readonly printed: readonly string[];
}

/** The machine's fault where the machine is at fault; else the Dockerfile's, with the line and the last words. */
export function buildFailure({ spec, outcome, instructions, printed }: FailedBuild): StageError {
  const said = printed.length > 0 ? printed.join('\n') : `${outcome.stdout}\n${outcome.stderr}`;
  const { reason, excerpt, line } = parseBuildFailure(said, instructions);
  const where = line === undefined ? spec.dockerfile : `${spec.dockerfile}:${line}`;
  const trouble = engineTrouble(outcome, said);
  if (trouble)
    return new StageError('infrastructure', `Image ${spec.name} could not be built, ${where}: ${trouble.sentence}`, {
      remedy: trouble.remedy,
      transient: trouble.transient,
      excerpt,
    });
  return new StageError('failed', `Image ${spec.name} does not build, ${where}: ${reason}`, {
    excerpt,
    place: { file: spec.dockerfile, ...(line === undefined ? {} : { line }) },
    remedy: `To see it again: docker build -f ${spec.dockerfile} ${spec.context}`,
  });
}
