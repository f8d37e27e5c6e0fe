import type { Place } from '../model/check.ts';
import type { Report } from '../model/report.ts';
import { effectOf } from '../model/verdict.ts';
import { annotationsOf } from '../report/annotations.ts';
import { block, inline, table } from '../report/markdown-text.ts';
import { cut } from '../report/text.ts';
import { signOf } from '../report/words.ts';
import type { CallApi } from './api.ts';
import { type Gate, type GateOutcome, gatesOf } from './gates.ts';
import type { GitHubTarget } from './target.ts';

/** A check per gate. Where the token may not write checks, as a personal one never may, a commit status instead. */
export async function publishChecks(
  report: Report,
  target: GitHubTarget,
  label: string,
  call: CallApi,
): Promise<string | undefined> {
  let by: 'check' | 'status' = 'check';
  for (const gate of gatesOf(report)) {
    const name = `${label} / ${gate.name}`;
    if (by === 'check') {
      const outcome = await call({
        method: 'POST',
        path: `/repos/${target.repository}/check-runs`,
        body: checkRun(name, gate, report, target),
      });
      if (outcome.ok) continue;
      if (!outcome.refused) return outcome.why;
      by = 'status';
    }
    const outcome = await call({
      method: 'POST',
      path: `/repos/${target.repository}/statuses/${target.sha}`,
      body: commitStatus(name, gate, target),
    });
    if (!outcome.ok) return outcome.why;
  }
  return undefined;
}

/** GitHub lets `neutral` pass for green; what could not be judged is grey and still not passed. */
const conclusions: Readonly<Record<GateOutcome, string>> = {
  passed: 'success',
  failed: 'failure',
  infrastructure: 'cancelled',
  skipped: 'skipped',
  unreached: 'cancelled',
};

export function checkRun(name: string, gate: Gate, report: Report, target: GitHubTarget): Record<string, unknown> {
  const annotations = gate.outcome === 'failed' ? placed(report) : [];
  return {
    name,
    head_sha: target.sha,
    status: 'completed',
    conclusion: conclusions[gate.outcome],
    started_at: gate.startedAt,
    completed_at: gate.completedAt,
    details_url: target.runUrl,
    output: {
      title: gate.title,
      summary: summaryOf(gate, report),
      ...(annotations.length === 0 ? {} : { annotations }),
    },
  };
}

/** `pending` neither blames the change nor lets it pass for proved. */
const states: Readonly<Record<GateOutcome, string>> = {
  passed: 'success',
  failed: 'failure',
  infrastructure: 'error',
  skipped: 'success',
  unreached: 'pending',
};

export function commitStatus(name: string, gate: Gate, target: GitHubTarget): Record<string, unknown> {
  return { context: name, state: states[gate.outcome], description: cut(gate.title, 140), target_url: target.runUrl };
}

const mostInSummary = 50;

function summaryOf({ checks }: Gate, { rules }: Report): string {
  if (checks.length === 0) return 'The run ended before this was reached.';
  const red = checks.filter(({ verdict }) => effectOf(verdict, rules) !== 'green');
  const rows = checks.slice(0, mostInSummary).map((check) => {
    const { mark, word } = signOf(check.verdict);
    return [`${mark} ${word}`, inline(check.title)];
  });
  const rest = checks.length > mostInSummary ? [`… and ${checks.length - mostInSummary} more, in the report.`] : [];
  const details = red.slice(0, 10).map((check) => `**${inline(check.title)}**\n\n${block(check.detail, 3000)}`);
  return cut([...details, table(['Verdict', 'Check'], rows), ...rest].join('\n\n'), 65_000);
}

function placed(report: Report): readonly Record<string, unknown>[] {
  return annotationsOf(report).flatMap(({ level, title, message, place }) =>
    place?.line === undefined ? [] : [annotation(place, level === 'error' ? 'failure' : 'warning', { title, message })],
  );
}

function annotation(
  { file, line = 1 }: Place,
  level: 'failure' | 'warning',
  words: { readonly title: string; readonly message: string },
): Record<string, unknown> {
  return { path: file, start_line: line, end_line: line, annotation_level: level, ...words };
}
