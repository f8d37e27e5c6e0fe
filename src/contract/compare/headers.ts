import type { HeaderRules } from '../contract.ts';
import { type Difference, type DifferenceKind, textToken } from './difference.ts';
import { headerValues, type Seen } from './seen.ts';

/** Names in lower case, values n-th against n-th; cookies are compared apart, by name and attribute. */
export function diffHeaders(expected: Seen, actual: Seen, rules: HeaderRules): readonly Difference[] {
  return comparedNames([expected, actual], rules).flatMap((name): readonly Difference[] => {
    const left = headerValues(expected.response.headers, name);
    const right = headerValues(actual.response.headers, name);
    const where = { part: 'header', name } as const;
    if (left.length !== right.length) {
      const note = left.length * right.length > 0 ? `${left.length} × expected, ${right.length} × found` : undefined;
      return [
        {
          where,
          kind: 'header-set',
          ...joined(left, 'expected'),
          ...joined(right, 'actual'),
          ...(note && { note }),
        } as const,
      ];
    }
    const kind: DifferenceKind = name === 'content-encoding' ? 'encoding' : 'header-value';
    const differs = left.some((value, at) => expected.symbolise(value, []) !== actual.symbolise(right[at] ?? '', []));
    return differs ? [{ where, kind, ...joined(left, 'expected'), ...joined(right, 'actual') }] : [];
  });
}

export function comparedNames(sides: readonly Seen[], rules: HeaderRules): readonly string[] {
  const names = new Set(sides.flatMap(({ response }) => response.headers.map(([name]) => name.toLowerCase())));
  const hasBody = sides.some(({ response }) => response.content.length > 0);
  return [...names].filter((name) => {
    if (name === 'set-cookie' || rules.ignore.includes(name)) return false;
    // The length follows from the body, which is compared itself; it says something only where no body is sent.
    if (name === 'content-length' && hasBody) return false;
    return rules.only === undefined || rules.only.includes(name);
  });
}

function joined(
  values: readonly string[],
  side: 'expected' | 'actual',
): Partial<Record<typeof side, ReturnType<typeof textToken>>> {
  return values.length === 0 ? {} : { [side]: textToken(values.join(' ⏎ ')) };
}
