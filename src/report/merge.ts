import { formatDuration } from '../lib/duration.ts';
import type { Report } from '../model/report.ts';
import type { PipelineVerdict } from '../model/verdict.ts';
import { inline, table } from './markdown-text.ts';
import { rootCauses } from './select.ts';
import { plural } from './text.ts';
import { signOf } from './words.ts';

/** One report of several, under the name that tells it from the others, such as `minikube-v1.34`. */
export interface NamedReport {
  readonly name: string;
  readonly report: Report;
}

/** What several runs come to: the worst of them. */
export function mergedVerdict(reports: readonly NamedReport[]): PipelineVerdict {
  const order: readonly PipelineVerdict[] = ['failed', 'infrastructure', 'cancelled', 'passed'];
  return order.find((verdict) => reports.some(({ report }) => report.verdict === verdict)) ?? 'cancelled';
}

export function mergedTitle(reports: readonly NamedReport[]): string {
  const passed = reports.filter(({ report }) => report.verdict === 'passed').length;
  return `${passed} of ${plural(reports.length, 'run')} passed`;
}

/** One table for the job summary of a matrix; what failed comes first. */
export function mergedMarkdown(reports: readonly NamedReport[]): string {
  const rows = worstFirst(reports).map(({ name, report }) => {
    const { mark, word } = signOf(report.verdict);
    const cause = rootCauses(report)[0];
    const why = cause === undefined ? (report.reason ?? '') : `${cause.title}: ${cause.object}`;
    return [inline(name), `${mark} ${word}`, inline(why), formatDuration(report.durationMs)];
  });
  const { mark } = signOf(mergedVerdict(reports));
  return `## ${mark} ${inline(mergedTitle(reports))}\n\n${table(['Run', 'Verdict', 'Cause', 'Time'], rows)}\n`;
}

export function worstFirst(reports: readonly NamedReport[]): readonly NamedReport[] {
  const rank: Readonly<Record<PipelineVerdict, number>> = { failed: 0, infrastructure: 1, cancelled: 2, passed: 3 };
  return reports.toSorted((a, b) => rank[a.report.verdict] - rank[b.report.verdict] || a.name.localeCompare(b.name));
}
