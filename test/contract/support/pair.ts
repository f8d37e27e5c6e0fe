import { readFileSync } from 'node:fs';
import type { Judgement } from '../../../src/contract/compare/finding.ts';
import { judge } from '../../../src/contract/compare/judge.ts';
import { readBody, type Seen } from '../../../src/contract/compare/seen.ts';
import { symbolTable } from '../../../src/contract/run/symbols.ts';
import { parseYaml } from '../../../src/lib/yaml.ts';
import type { Header } from '../../../src/ports/http.ts';
import { contractOf } from './run.ts';

/** One file of the corpus: two or more answers, what they are about, and what must be said of them. */
export interface Pair {
  readonly title: string;
  readonly about: string;
  /** The public report that the case was made from. */
  readonly report?: string;
  readonly reference: Answer | readonly Answer[];
  readonly candidate: Answer | readonly Answer[];
  readonly step?: Readonly<Record<string, unknown>>;
  readonly captured?: Sides;
  /** Settings about headers that only the defaults of a contract can make. */
  readonly headers?: { readonly only?: readonly string[] };
  readonly symbols?: Sides;
  readonly verdict: Judgement['verdict'];
  readonly kind?: string;
}

type Sides = Readonly<Record<'reference' | 'candidate', Readonly<Record<string, string>>>>;

interface Answer {
  readonly status?: number;
  readonly headers?: readonly Header[];
  readonly body?: string;
  readonly base64?: string;
}

export function readPair(file: string): Pair {
  const document = parseYaml(readFileSync(file, 'utf8'));
  if (document.faults.length > 0) throw new Error(`${file}: ${JSON.stringify(document.faults)}`);
  return document.value as Pair;
}

export function judgePair(pair: Pair): Judgement {
  const step = { id: 'pair', request: 'GET /x', ...pair.step };
  const contract = contractOf(JSON.stringify({ version: 1, steps: [step] }));
  const [first] = contract.steps;
  if (!first) throw new Error('a pair has one step');
  const seen = (side: 'reference' | 'candidate'): readonly Seen[] =>
    [pair[side]].flat().map((one) => seenOf(one as Answer, side, pair));
  const headers = { ...contract.headers, ...pair.headers };
  return judge(first, { references: seen('reference'), candidates: seen('candidate') }, { ...contract, headers });
}

function seenOf(answer: Answer, lane: 'reference' | 'candidate', pair: Pair): Seen {
  const content = answer.base64 === undefined ? Buffer.from(answer.body ?? '') : Buffer.from(answer.base64, 'base64');
  const headers: readonly Header[] = answer.headers ?? [['content-type', 'application/json']];
  const timings = { firstByteMs: 1, totalMs: 1 };
  const response = {
    status: answer.status ?? 200,
    reason: '',
    version: '1.1',
    headers,
    body: content,
    content,
    ...timings,
  };
  const symbols = symbolTable();
  for (const [value, name] of Object.entries(pair.symbols?.[lane] ?? {})) symbols.add(value, name);
  const captured = new Map(Object.entries(pair.captured?.[lane] ?? {}));
  return { lane, response, body: readBody(response), symbolise: symbols.symbolise, captured, at: 0 };
}
