import { type Document, titleOf } from './documents.ts';
import { type ImageReference, referenceText } from './values.ts';

export interface SwapInput {
  /** Image as the chart writes it → image that was built here. */
  readonly swap: Readonly<Record<string, ImageReference>>;
  /** References that were loaded into the nodes: no registry knows them, so nobody may be asked for them. */
  readonly loaded: ReadonlySet<string>;
  /** The namespace of the release, which the pipeline itself makes. */
  readonly namespace: string;
}

export interface Swapped {
  readonly documents: readonly Document[];
  /** What was rewritten, one line each. */
  readonly said: readonly string[];
}

/** What no value of the chart reaches is changed in the rendered text, line by line, and said. */
export function swapIn(documents: readonly Document[], input: SwapInput): Swapped {
  const said: string[] = [];
  const changed = documents.flatMap((document): Document[] => {
    if (document.object.kind === 'Namespace' && document.object.metadata.name === input.namespace) {
      said.push(`Namespace ${input.namespace} is left out: the pipeline made it`);
      return [];
    }
    const text = rewrite(document, input, said);
    return [text === document.text ? document : { ...document, text }];
  });
  return { documents: changed, said };
}

const imageLine = /^(\s*(?:- )?)image:\s*(["']?)([^\s"'#]+)\2\s*(?:#.*)?$/;

function rewrite(document: Document, { swap, loaded }: SwapInput, said: string[]): string {
  const lines = document.text.split('\n');
  for (const [index, line] of lines.entries()) {
    const [, lead = '', , reference = ''] = imageLine.exec(line) ?? [];
    if (reference === '') continue;
    const image = Object.hasOwn(swap, reference) ? swap[reference] : undefined;
    const now = image ? referenceText(image) : reference;
    if (image) {
      lines[index] = `${lead}image: ${JSON.stringify(now)}`;
      said.push(`${titleOf(document)}: image ${reference} → ${now}`);
    }
    if (!loaded.has(now)) continue;
    const policy = siblingOf(lines, index, lead.length, /^imagePullPolicy:\s*["']?Always["']?\s*$/);
    if (policy === undefined) continue;
    lines[policy] = (lines[policy] as string).replace(/Always/, 'IfNotPresent');
    said.push(
      `${titleOf(document)}: imagePullPolicy Always → IfNotPresent, since ${now} is in the node and nowhere else`,
    );
  }
  return lines.join('\n');
}

/** The line of the same mapping that matches: up and down, until a line of less depth or another item of the list. */
function siblingOf(lines: readonly string[], from: number, column: number, pattern: RegExp): number | undefined {
  const up = [...lines.keys()].slice(0, from).reverse();
  const down = [...lines.keys()].slice(from + 1);
  const search = (indexes: readonly number[], startsHere: boolean): number | undefined => {
    if (startsHere) return undefined;
    for (const index of indexes) {
      const line = lines[index] as string;
      if (line.trim() === '') continue;
      const begins = /^\s*- /.exec(line)?.[0].length;
      const depth = begins ?? line.search(/\S/);
      if (depth < column || (begins === column && indexes === down)) return undefined;
      if (depth === column && pattern.test(line.slice(column))) return index;
      if (begins === column) return undefined;
    }
    return undefined;
  };
  return search(down, false) ?? search(up, /^\s*- /.test(lines[from] as string));
}
