import type { Fault } from '../model/fault.ts';
import type { Report } from '../model/report.ts';
import { asksTheGone, rootCauses } from './select.ts';
import { cut } from './text.ts';
import { goneWords, headline, rollbackLine, signOf, type Tone } from './words.ts';

/** The last words of a run, for a terminal and a job log: what broke, why, what to do, where to read on. */
export interface Closing {
  readonly tone: Tone;
  readonly title: string;
  /** Label and text; an empty label continues the one above. */
  readonly facts: readonly (readonly [label: string, text: string])[];
}

export function closingOf(report: Report, where: string): Closing {
  const { mark, tone } = signOf(report.verdict);
  const roots = rootCauses(report);
  const reason = roots.length === 0 && report.reason !== undefined ? [['Reason', report.reason] as const] : [];
  const back = rollbackLine(report);
  return {
    tone,
    title: `${mark} ${headline(report)}`,
    facts: [
      ...reason,
      ...roots.slice(0, 3).flatMap((root, index) => causeFacts(root, index > 0)),
      ...(asksTheGone(report) ? [['', goneWords] as const] : []),
      ...(back === undefined ? [] : [['Rollback', back] as const]),
      ['Report', where],
    ],
  };
}

function causeFacts(fault: Fault, further: boolean): Closing['facts'] {
  const sure = fault.confidence === 'high' ? '' : `, confidence ${fault.confidence}`;
  const blame = fault.infrastructure ? [['', 'The machine or the cluster failed, not the application.'] as const] : [];
  const place = fault.place === undefined ? [] : [['Where', `${fault.place.file}${lineOf(fault)}`] as const];
  return [
    [further ? 'Also' : 'Cause', `${fault.title}: ${fault.object} (${fault.id}${sure})`],
    ...blame,
    ...fault.evidence.slice(0, 2).map((item, index) => [index === 0 ? 'Evidence' : '', cut(item.text, 400)] as const),
    ['What to do', fault.remedy],
    ...place,
    ...(fault.reproduce === '' ? [] : [['See it', fault.reproduce] as const]),
  ];
}

function lineOf(fault: Fault): string {
  return fault.place?.line === undefined ? '' : `:${fault.place.line}`;
}
