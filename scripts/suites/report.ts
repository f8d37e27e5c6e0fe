import type { Counts, Need, Preparation, Row, Suite } from './suite.ts';

export interface Total extends Counts {
  readonly code: 0 | 1;
}

/** Green only when something passed, nothing failed, and on CI nothing was skipped. */
export const totalOf = (rows: readonly Row[], ci: boolean): Total => {
  const counts = rows.flatMap((row) => (row.counts ? [row.counts] : []));
  const passed = sum(counts.map((one) => one.passed));
  const failed = sum(counts.map((one) => one.failed));
  const skipped = counts.flatMap((one) => one.skipped);
  return { passed, failed, skipped, code: failed > 0 || passed === 0 || (ci && skipped.length > 0) ? 1 : 0 };
};

export const planText = (suites: readonly Suite[], preparations: Readonly<Record<Need, Preparation>>): string => {
  const needs = [...new Set(suites.flatMap((suite) => suite.needs ?? []))];
  const rows = [
    ...needs.map((need) => {
      const { title, minutes } = preparations[need];
      return [need, title, `${minutesText(minutes.warm)} (${minutesText(minutes.cold)} the first time)`];
    }),
    ...suites.map(({ name, title, minutes }) => [name, title, minutesText(minutes)]),
  ];
  const warm = sum(suites.map(({ minutes }) => minutes)) + sum(needs.map((need) => preparations[need].minutes.warm));
  const cold = sum(needs.map((need) => preparations[need].minutes.cold - preparations[need].minutes.warm));
  return `Will do, in about ${minutesText(warm)}${cold > 1 ? ` (${minutesText(warm + cold)} from empty caches)` : ''}:\n${table(rows)}`;
};

/** The plan as a page shows it. */
export const suitesTable = (suites: readonly Suite[], preparations: Readonly<Record<Need, Preparation>>): string => {
  const needs = [...new Set(suites.flatMap((suite) => suite.needs ?? []))];
  const brought = needs.map((need) => {
    const { title, minutes } = preparations[need];
    return [need, title, `${minutesText(minutes.cold)} the first time, then ${minutesText(minutes.warm)}`, ''];
  });
  const run = suites.map(({ name, title, minutes, needs }) => [
    `\`${name}\``,
    title,
    minutesText(minutes),
    (needs ?? []).join(', '),
  ]);
  return [['suite', 'shows', 'planned', 'needs'], ['---', '---', '---', '---'], ...brought, ...run]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
};

export const resultText = (rows: readonly Row[], total: Total): string => {
  const lines = rows.map(({ name, planned, seconds, counts }) => [
    name,
    `planned ${minutesText(planned)}`,
    `took ${minutesText(seconds / 60)}`,
    counts ? countsText(counts) : 'ready',
  ]);
  const skipped = rows.flatMap(({ name, counts }) =>
    (counts?.skipped ?? []).map((one) => `  skipped in ${name}: ${one}`),
  );
  return [table(lines), ...skipped, '', countsText(total)].join('\n');
};

export const countsText = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped.length} skipped`;

const minutesText = (minutes: number): string =>
  minutes < 1 ? `${Math.max(1, Math.round(minutes * 60))} s` : `${Math.round(minutes * 10) / 10} min`;

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
