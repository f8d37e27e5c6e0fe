import type { Step } from '../contract.ts';

/**
 * The steps in the order of the file, in groups that run side by side. A step that writes stands alone, since what is
 * read before it and after it differs; a step that needs another one starts after it.
 */
export function groupSteps(steps: readonly Step[]): readonly (readonly Step[])[] {
  const groups: Step[][] = [];
  let current: Step[] = [];
  let ids = new Set<string>();
  for (const step of steps) {
    const alone = step.effect === 'write' || current.some((one) => one.effect === 'write');
    if (current.length > 0 && (alone || step.needs.some((need) => ids.has(need)))) {
      groups.push(current);
      current = [];
      ids = new Set();
    }
    current.push(step);
    ids.add(step.id);
  }
  return current.length > 0 ? [...groups, current] : groups;
}
