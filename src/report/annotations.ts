import type { Place } from '../model/check.ts';
import type { Fault } from '../model/fault.ts';
import type { Report } from '../model/report.ts';
import { checkText } from './check-text.ts';
import { redChecks, rootCauses } from './select.ts';
import { cut, withoutControls } from './text.ts';
import { headline } from './words.ts';

export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly place?: Place;
}

const most = { errors: 5, warnings: 2, message: 800, title: 120 };

/** Few, and at the line to change: one per root cause, one per red check that knows its line, two warnings. */
export function annotationsOf(report: Report): readonly Annotation[] {
  if (report.verdict === 'passed') return warnings(report);
  const causes = rootCauses(report).map(ofFault);
  const checks = redChecks(report)
    .filter(({ check }) => check.place !== undefined && !causes.some((cause) => samePlace(cause.place, check.place)))
    .map(({ checkpoint, check }) =>
      annotation(
        'error',
        `${checkpoint.id}: ${check.title}`,
        checkText({ ...check, detail: cut(check.detail, 300) }, 3),
        check.place,
      ),
    );
  const errors = [...causes, ...checks];
  const reason = annotation(
    'error',
    headline(report),
    report.reason ?? 'See the report for what is known.',
    report.place,
  );
  return [...(errors.length === 0 ? [reason] : errors.slice(0, most.errors)), ...warnings(report)];
}

function ofFault(fault: Fault): Annotation {
  const evidence = fault.evidence[0]?.text ?? '';
  const text = `${fault.object}\n${cut(evidence, 300)}\nWhat to do: ${fault.remedy}`;
  return annotation('error', fault.title, text, fault.place);
}

function warnings(report: Report): readonly Annotation[] {
  return report.notes
    .filter((note) => note.level === 'warning')
    .slice(0, most.warnings)
    .map((note) => annotation('warning', report.name, note.text));
}

function annotation(level: Annotation['level'], title: string, message: string, place?: Place): Annotation {
  return {
    level,
    title: cut(withoutControls(title).replace(/\s+/g, ' '), most.title),
    message: cut(withoutControls(message).trim(), most.message),
    ...(place !== undefined && inCheckout(place.file) ? { place } : {}),
  };
}

/** GitHub shows an annotation at its line only for a file of the checkout, named relative to its top. */
function inCheckout(file: string): boolean {
  return !/^([/\\]|[a-z]:)/i.test(file) && !file.split(/[/\\]/).includes('..');
}

function samePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a !== undefined && a.file === b?.file && a.line === b?.line;
}
