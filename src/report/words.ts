import type { StageOutcome } from '../model/event.ts';
import type { ReleaseRecord } from '../model/release.ts';
import type { Report } from '../model/report.ts';
import type { CheckVerdict, PipelineVerdict } from '../model/verdict.ts';
import { failedCheckpoint, rootCauses, takenBack } from './select.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'quiet' | 'plain';

/** How a verdict or an outcome is shown, everywhere the same: a sign that survives without colour, and a tone. */
export interface Sign {
  readonly mark: string;
  readonly tone: Tone;
  readonly word: string;
}

export function signOf(verdict: CheckVerdict | PipelineVerdict | StageOutcome): Sign {
  return signs[verdict];
}

const signs: Readonly<Record<CheckVerdict | PipelineVerdict | StageOutcome, Sign>> = {
  passed: { mark: '✓', tone: 'good', word: 'passed' },
  failed: { mark: '✗', tone: 'bad', word: 'failed' },
  flaky: { mark: '≈', tone: 'warn', word: 'flaky' },
  weak: { mark: '~', tone: 'warn', word: 'weak' },
  inconclusive: { mark: '?', tone: 'warn', word: 'inconclusive' },
  'reference-invalid': { mark: '?', tone: 'warn', word: 'reference invalid' },
  skipped: { mark: '–', tone: 'quiet', word: 'skipped' },
  infrastructure: { mark: '!', tone: 'warn', word: 'infrastructure' },
  cancelled: { mark: '■', tone: 'quiet', word: 'cancelled' },
};

/** The headline: what happened, and where. */
export function headline(report: Report): string {
  const checkpoint = failedCheckpoint(report);
  const place = checkpoint === undefined ? stagePlace(report) : ` at checkpoint ${position(report, checkpoint.id)}`;
  return {
    passed: `${report.name} passed`,
    failed: `${report.name} failed${place}`,
    infrastructure: `${report.name} could not be judged: the infrastructure failed${place}`,
    cancelled: `${report.name} was cancelled${place}`,
  }[report.verdict];
}

/** One sentence below the headline: the cause as far as it is known. */
export function causeLine(report: Report): string | undefined {
  const root = rootCauses(report)[0];
  if (root !== undefined) return `${root.title}: ${root.object}`;
  return report.reason;
}

/** What became of the releases, in words a release engineer looks for. */
/** Beside commands that would ask the cluster. */
export const goneWords =
  'The cluster went with this run. To look into it, run again with `keep: true`, or `taskflow-k8s run --keep` at the desk.';

export function rollbackLine(report: Report): string | undefined {
  const back = takenBack(report);
  if (back.length === 0) return undefined;
  const broken = back.filter((release) => !release.verified);
  if (broken.length > 0) return `Rollback failed or unproven: ${broken.map((release) => release.name).join(', ')}.`;
  const targets = back.map((release) =>
    release.rolledBackTo === 0 ? `${release.name} uninstalled` : `${release.name} at revision ${release.rolledBackTo}`,
  );
  return `Rolled back and verified: ${targets.join(', ')}.`;
}

/** What happened to a release and what is live now. */
export function releaseLine(release: ReleaseRecord): string {
  const proof = release.verified ? 'verified' : 'not verified';
  if (release.rolledBackTo === undefined) return `${release.action}, revision ${release.revision}, ${proof}`;
  const failed = release.action === 'none';
  if (release.rolledBackTo === 0)
    return failed ? `could not be uninstalled, ${proof}` : `uninstalled again: nothing was there before, ${proof}`;
  return `${failed ? 'could not be rolled back' : 'rolled back'} to revision ${release.rolledBackTo}, ${proof}`;
}

function position(report: Report, id: string): string {
  return `${report.checkpoints.findIndex((checkpoint) => checkpoint.id === id) + 1} (${id})`;
}

function stagePlace(report: Report): string {
  const stage = report.stages.find(({ outcome }) => outcome === 'failed' || outcome === 'infrastructure');
  return stage === undefined ? '' : ` in stage “${stage.title}”`;
}
