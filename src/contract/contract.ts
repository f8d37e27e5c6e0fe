import type { Place } from '../model/check.ts';
import type { RuleFields } from './file/rule.ts';
import type { ContractFields } from './file/schema.ts';
import type { CleanupFields } from './file/step.ts';
import type { PathPattern } from './json/path.ts';

/** A contract as the engine uses it: defaults filled in, shorthands written out, everything with its place. */
export interface Contract {
  readonly file?: string;
  readonly name?: string;
  readonly targets: { readonly cand?: Site; readonly ref?: Site };
  readonly reference: ReferenceRules;
  readonly accounts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly vars: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly headers: HeaderRules;
  readonly guards: { readonly minExact: number; readonly maxMasked: number };
  readonly timeoutMs: number;
  readonly cors?: NonNullable<ContractFields['cors']> & { readonly place: Place };
  readonly routes?: NonNullable<ContractFields['routes']> & { readonly place: Place };
  readonly ui?: NonNullable<ContractFields['ui']> & {
    readonly place: Place;
    /** Of each page and each flow, in the order of the file. */
    readonly places: { readonly pages: readonly Place[]; readonly flows: readonly Place[] };
  };
}

export interface Site {
  readonly api?: string | undefined;
  readonly web?: string | undefined;
}

export const referenceModes = ['live-ro', 'live-rw', 'replay', 'off'] as const;
export type ReferenceMode = (typeof referenceModes)[number];

export interface ReferenceRules {
  readonly mode: ReferenceMode;
  readonly observations: 1 | 2;
  readonly minGapMs: number;
  readonly confirm: number;
  readonly snapshot?: string;
  /** OpenAPI document that gives the shape of answers where neither production nor a snapshot does. */
  readonly openapi?: string;
  /** File with what earlier runs have learned about the reference's noise. */
  readonly noise?: string;
  readonly warnAfterMs: number;
  readonly failAfterMs: number;
  readonly onDown: 'fail' | 'warn';
}

export interface HeaderRules {
  readonly ignore: readonly string[];
  /** Only these; everything when it is absent. */
  readonly only?: readonly string[];
}

export type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request with its templates still in it. */
export interface RequestTemplate {
  readonly method: Method;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | number | boolean>>;
  readonly body?: BodyTemplate;
}

export type BodyTemplate =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly value: Readonly<Record<string, string>> }
  | { readonly kind: 'text'; readonly value: string };

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly place: Place;
  /** The step that this is an error case of. */
  readonly variantOf?: string;
  readonly request: RequestTemplate;
  readonly needs: readonly string[];
  readonly effect: 'none' | 'write';
  /** May be sent again to tell change from chance. */
  readonly repeatable: boolean;
  readonly expect: Expectation;
  readonly captures: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
  readonly bytes: 'strict' | 'json';
  readonly latency?: LatencyLimit;
  readonly cleanup?: CleanupFields;
}

export interface Expectation {
  readonly statuses?: readonly (number | string)[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly Rule[];
  readonly contains?: string;
}

export interface LatencyLimit {
  readonly quantile: 0.9 | 0.95 | 0.99;
  readonly limitMs: number;
  readonly warmup: number;
  readonly reason?: string;
}

/** What a rule is about. */
export type RuleTarget =
  | { readonly part: 'json'; readonly pattern: PathPattern }
  | { readonly part: 'header'; readonly name: string }
  | { readonly part: 'cookie'; readonly name: string }
  | { readonly part: 'body' };

export interface Rule {
  /** As it stands in the file, such as `$.id`. */
  readonly text: string;
  readonly target: RuleTarget;
  readonly fields: RuleFields;
  readonly origin: 'step' | 'environment' | 'expect';
  readonly place?: Place;
}
