import type { HttpResponse } from '../../ports/http.ts';
import { parseCookie } from '../compare/cookies.ts';
import { headerValues, readBody, type Seen } from '../compare/seen.ts';
import { select } from '../compare/select.ts';
import { statusMatches } from '../compare/validity.ts';
import type { Contract, Site, Step } from '../contract.ts';
import { parseTarget } from '../file/target.ts';
import { scalarText } from '../json/ast.ts';
import { isUnmistakable } from '../json/detect.ts';
import type { Made } from './made.ts';
import { type Symbols, symbolTable } from './symbols.ts';
import { expandText, type Lookup, MissingValue, namesIn } from './template.ts';

export type LaneName = 'ref' | 'ref2' | 'cand' | 'snapshot';

/** One side's way through the flow: its address, its own values, its cookies, and what it captured. */
export interface Lane {
  readonly name: LaneName;
  readonly site: Site;
  readonly lookup: Lookup;
  readonly symbols: Symbols;
  /** Of these, what a person who repeats a request must fill in: origins, accounts, captures. */
  readonly variables: Symbols;
  readonly captured: Map<string, string>;
  readonly cookies: Map<string, string>;
  /** Where CORS is part of the contract, every request comes from a page, so that every answer shows its headers. */
  readonly origin?: string;
  /** Steps that this side has carried out with success. */
  readonly done: Set<string>;
  readonly readOnly: boolean;
  /** What was made here beside what the steps mean to make. */
  readonly made: Made[];
}

export interface LaneInput {
  readonly name: LaneName;
  readonly site: Site;
  readonly contract: Contract;
  readonly runId: string;
  /** Values of `{{env.X}}` and `{{secret.X}}`. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly readOnly: boolean;
  /** Whether requests carry the Origin of this side's pages; default yes, where the contract has CORS. */
  readonly asPage?: boolean;
}

export function openLane(input: LaneInput): Lane {
  const { name, site, readOnly, contract } = input;
  const captured = new Map<string, string>();
  const lookup = lookupFor(input, captured);
  const [symbols, variables] = [symbolTable(), symbolTable()];
  for (const [value, symbol] of ownValues(input, lookup)) {
    symbols.add(value, symbol);
    if (!(symbol in contract.vars)) variables.add(value, symbol);
  }
  const origin =
    contract.cors && site.web !== undefined && input.asPage !== false ? { origin: new URL(site.web).origin } : {};
  const empty = { cookies: new Map<string, string>(), done: new Set<string>(), made: [] };
  return { name, site, lookup, symbols, variables, ...origin, captured, ...empty, readOnly };
}

/** Equally long for every side, so that lengths and echoes agree. */
const laneTexts: Readonly<Record<LaneName, string>> = { ref: 'ref1', ref2: 'ref2', cand: 'cand', snapshot: 'snap' };

function lookupFor({ name, site, contract, runId, values }: LaneInput, captured: Map<string, string>): Lookup {
  const account = contract.accounts[name] ?? (name === 'ref2' ? contract.accounts.ref : undefined);
  const known = (key: string): string | undefined => {
    const [group, ...rest] = key.split('.');
    const item = rest.join('.');
    if (group === 'env' || group === 'secret') return values[item];
    if (group === 'account') return account?.[item];
    if (group === 'target') return item === 'api' ? site.api : site.web;
    if (key === 'run.id') return runId;
    if (key === 'lane') return laneTexts[name];
    return captured.get(key) ?? contract.vars[key] ?? (group === 'vars' ? contract.vars[item] : undefined);
  };
  const expand = (key: string, depth: number): string | undefined => {
    const text = known(key);
    if (text === undefined || captured.has(key)) return text;
    if (depth > 8) throw new MissingValue(key);
    return expandText(text, (inner) => expand(inner, depth + 1));
  };
  return (key) => expand(key, 0);
}

function ownValues({ name, site, contract }: LaneInput, lookup: Lookup): readonly (readonly [string, string])[] {
  const account = Object.keys(contract.accounts[name] ?? {}).map(
    (key) => [`account.${key}`, `account.${key}`] as const,
  );
  const own = Object.entries(contract.vars).flatMap(([key, text]) =>
    text.includes('{{') ? [[key, accountNamed(key, contract) ?? key] as const] : [],
  );
  const values = [...account, ...own].flatMap(([key, symbol]) => {
    const value = tryLookup(lookup, key);
    return value === undefined ? [] : [[value, symbol] as const];
  });
  return [...origins(site), ...values];
}

/** Where any side's account is made of a variable, the two are one thing, and all sides must call it the same. */
function accountNamed(variable: string, { accounts }: Contract): string | undefined {
  const fields = Object.values(accounts).flatMap((account) => Object.entries(account));
  const [field] = fields.find(([, text]) => namesIn(text).includes(variable)) ?? [];
  return field && `account.${field}`;
}

function tryLookup(lookup: Lookup, key: string): string | undefined {
  try {
    return lookup(key);
  } catch (thrown) {
    // A secret that is not set: the steps that use it say so themselves.
    if (thrown instanceof MissingValue) return undefined;
    throw thrown;
  }
}

function origins(site: Site): readonly (readonly [string, string])[] {
  return (['api', 'web'] as const).flatMap((which) => {
    const text = site[which];
    if (text === undefined || !URL.canParse(text)) return [];
    const url = new URL(text);
    return [
      [url.origin, which] as const,
      [url.host, `${which}.host`] as const,
      [url.hostname, `${which}.host`] as const,
    ];
  });
}

/** Turns an answer into something comparable, and keeps what the step captures. */
export function take(lane: Lane, step: Step, answer: { readonly response: HttpResponse; readonly at: number }): Seen {
  const seen: Seen = {
    ...answer,
    lane: lane.name,
    body: readBody(answer.response),
    symbolise: lane.symbols.symbolise,
    captured: lane.captured,
    expand: (text) => expandText(text, lane.lookup),
  };
  keepCookies(lane, answer.response);
  const complete = Object.entries(step.captures).map(([name, text]) => capture({ lane, step, seen, name, text }));
  if (complete.every(Boolean) && succeeded(step, answer.response.status)) lane.done.add(step.id);
  return seen;
}

function succeeded({ expect }: Step, status: number): boolean {
  return expect.statuses ? statusMatches(status, expect.statuses) : status < 400;
}

interface Capture {
  readonly lane: Lane;
  readonly step: Step;
  readonly seen: Seen;
  readonly name: string;
  readonly text: string;
}

/** The first observation counts: what later steps use must be one consistent set. */
function capture({ lane, step, seen, name, text }: Capture): boolean {
  const key = `${step.id}.${name}`;
  if (lane.captured.has(key)) return true;
  const target = parseTarget(text);
  const [found] = target ? select(seen, target) : [];
  const value = found && scalarText(found.node);
  if (value === undefined || found?.node.kind === 'null') return false;
  lane.captured.set(key, value);
  if (isUnmistakable(value)) {
    lane.symbols.add(value, key);
    lane.variables.add(value, key);
  }
  return true;
}

function keepCookies(lane: Lane, response: HttpResponse): void {
  for (const header of headerValues(response.headers, 'set-cookie')) {
    const { name, value, attributes } = parseCookie(header);
    const gone = attributes.get('max-age') === '0' || Date.parse(attributes.get('expires') ?? '') < 1;
    if (gone || value === '') lane.cookies.delete(name);
    else lane.cookies.set(name, value);
  }
}
