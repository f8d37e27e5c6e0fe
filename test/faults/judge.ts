import type { Fault } from '../../src/model/fault.ts';
import type { FaultCase } from './case.ts';

/** What is not as the case wants it, in words; empty when the product named the fault. */
export function judge(one: FaultCase, faults: readonly Fault[]): readonly string[] {
  const roots = faults.filter((fault) => fault.root);
  const wanted = one.id === 'healthy' ? [] : [one.id, ...(one.alsoRoots ?? [])];
  const found = roots.map((fault) => fault.id);
  const said = roots.map((fault) => `${fault.id}: ${fault.title} | ${fault.evidence[0]?.text} | ${fault.remedy}`);
  const [root] = roots;
  return [
    ...(found.join() === wanted.join()
      ? []
      : [`roots are [${found.join(', ')}], wanted [${wanted.join(', ')}]`, ...said]),
    ...(one.remedy ?? [])
      .filter((words) => root && !root.remedy.includes(words))
      .map((words) => `the remedy does not say "${words}": ${root?.remedy}`),
    ...(one.consequences ?? [])
      .filter((id) => !root?.explains?.includes(id))
      .map((id) => `${id} is not listed as a consequence`),
    ...(root && root.evidence.length === 0 ? ['the root quotes no evidence'] : []),
  ];
}
