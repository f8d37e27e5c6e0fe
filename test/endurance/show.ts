import type { Disturbance } from './disturb/table.ts';
import type { ChaosEntry } from './disturbed.ts';

/** Counts by disturbance, as a Markdown table. */
export function tableOf(entries: readonly ChaosEntry[], disturbances: readonly Disturbance[]): string {
  const rows = disturbances.map(({ id, title }) => {
    const mine = entries.filter(({ disturbance }) => disturbance === id);
    return [title, ...countsOf(mine)];
  });
  const all = [...rows, ['all', ...countsOf(entries)]];
  const head = ['disturbance', 'runs', 'hit', 'right verdict', 'infrastructure', 'killed', 'problems'];
  return [head, head.map(() => '---'), ...all].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function countsOf(entries: readonly ChaosEntry[]): readonly number[] {
  const count = (is: (entry: ChaosEntry) => boolean): number => entries.filter(is).length;
  return [
    entries.length,
    count(({ hit }) => hit),
    count(({ code }) => code === 0 || code === 1),
    count(({ code }) => code === 3),
    count(({ code }) => code === null),
    count(({ problems }) => problems.length > 0),
  ];
}
