import { nearest } from '../lib/nearest.ts';
import type { Problem } from '../model/problem.ts';
import { isObject, nameOr } from './document.ts';
import type { ConfigSources } from './parse.ts';
import type { Lookup, ReferenceFault } from './references.ts';

/** What `{{ … }}` can refer to: the document's own vars, the environment, and what is known before the run. */
export interface Facts {
  readonly lookup: Lookup;
  /** What was probably meant by a reference that is not known. */
  readonly advise: (fault: ReferenceFault) => Pick<Problem, 'meant' | 'hint'>;
}

export function factsOf(document: Record<string, unknown>, sources: ConfigSources): Facts {
  const vars = isObject(document.vars) ? document.vars : {};
  const cluster = isObject(document.cluster) ? document.cluster : {};
  const name = nameOr(document.name, sources.fallbackName);
  const facts = sources.facts({
    name,
    provider: String(cluster.provider ?? 'minikube'),
    driver: String(cluster.driver ?? 'docker'),
  });
  const known = [...Object.keys(vars).map((key) => `vars.${key}`), ...Object.keys(facts)];
  return {
    lookup: (reference) => {
      const [head, ...rest] = reference.split('.');
      const key = rest.join('.');
      if (head === 'vars') return Object.hasOwn(vars, key) ? vars[key] : undefined;
      if (head === 'env') return sources.env[key];
      return Object.hasOwn(facts, reference) ? facts[reference] : undefined;
    },
    advise: ({ name: reference }) => {
      if (reference.startsWith('env.'))
        return { hint: `set the environment variable ${reference.slice(4)}, or remove the reference` };
      const meant = nearest(reference, known);
      return { ...(meant === undefined ? {} : { meant }), hint: `known are ${[...known, 'env.NAME'].join(', ')}` };
    },
  };
}
