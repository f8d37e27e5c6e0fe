import { createHmac, randomBytes } from 'node:crypto';
import { minimum, needlesOf } from './encodings.ts';
import { createMatcher, type Match, type Matcher, type OwnedNeedle } from './matcher.ts';
import { hidePatterns } from './patterns.ts';
import { createRedactStream, type RedactStream } from './stream.ts';
import { redactValue } from './structure.ts';
import { isGuessable, isOrdinary, partsOf } from './values.ts';
import { hideWrapped } from './wrapped.ts';

export interface SecretRedactor {
  readonly text: (text: string) => string;
  readonly add: (name: string, value: string) => void;
  /** A parsed Kubernetes object, or any other JSON value, without what must not be seen. */
  readonly value: (value: unknown) => unknown;
  /** For text that comes in pieces: a secret that lies across two of them is found. */
  readonly stream: () => RedactStream;
  /** The same mark for the same value, and no way back: shows that two values differ without showing either. */
  readonly token: (name: string, value: string) => string;
  /** The name of a known secret that stands in the text in any encoding. */
  readonly knownIn: KnownIn;
  /** The same, for a text of our own into which nothing comes unhidden: an ordinary word in it is one of ours. */
  readonly knownInOwn: KnownIn;
  /** Names whose value is so common or so short that only the name can hide it. */
  readonly guessable: () => readonly string[];
  /** Names whose value is one ordinary word. */
  readonly ordinary: () => readonly string[];
}

type KnownIn = (text: string) => string | undefined;

export interface RedactorOptions {
  /** Makes the marks; a new one for every run, so that marks say nothing outside of it. */
  readonly key?: Uint8Array;
}

export function createRedactor(options: RedactorOptions = {}): SecretRedactor {
  const key = options.key ?? randomBytes(32);
  const known = createKnown();
  const token = (name: string, value: string) => {
    const mark = createHmac('sha256', key).update(value).digest('hex').slice(0, 6);
    return `***${name
      .split('/')
      .at(-1)
      ?.replace(/[^\w.-]/g, '')
      .slice(0, 40)}#${mark}***`;
  };
  const hide = (name: string, value: string) => token(name, value) + '\n'.repeat(newlines(value));
  const showKnown = (match: Match, found: string) => {
    const secret = known.secrets[match.owner];
    return token(secret?.name ?? 'secret', secret?.value ?? found) + '\n'.repeat(newlines(found));
  };
  const plain = (text: string) =>
    hidePatterns(hideWrapped(hideKnown(text, known.matcher(), showKnown), known.matcher(), showKnown), hide);
  const text = (input: string) => throughDecoration(input, plain);
  const knownIn = (input: string) => firstIn(undecorated(input), known, () => true)?.name;
  const knownInOwn = (input: string) =>
    firstIn(undecorated(input), known, (found, secret) => !(found === secret.value && isOrdinary(found)))?.name;
  return {
    text,
    add: known.add,
    value: (value) => redactValue(value, { text, hide: token }),
    stream: () => createRedactStream({ text, longest: known.longest }),
    token,
    knownIn,
    knownInOwn,
    guessable: known.guessable,
    ordinary: () => [...new Set(known.secrets.filter(({ value }) => isOrdinary(value)).map(({ name }) => name))],
  };
}

interface Secret {
  readonly name: string;
  readonly value: string;
}

function createKnown() {
  const secrets: Secret[] = [];
  const needles: OwnedNeedle[] = [];
  const guessable = new Set<string>();
  const seen = new Set<string>();
  let matcher: Matcher | undefined = createMatcher([]);
  const add = (name: string, value: string) => {
    if (seen.has(value) || value.trim() === '') return;
    seen.add(value);
    const owner = secrets.push({ name, value }) - 1;
    for (const part of partsOf(value)) {
      const partOwner = part.value === value ? owner : secrets.push({ name, value: part.value }) - 1;
      needles.push(...needlesOf(part.value, { raw: part.raw }).map((needle) => ({ ...needle, owner: partOwner })));
    }
    if (isGuessable(value) || value.trim().length < minimum) guessable.add(name);
    matcher = undefined;
  };
  return {
    secrets,
    add,
    guessable: () => [...guessable],
    matcher: () => {
      matcher ??= createMatcher(needles);
      return matcher;
    },
    longest: () => needles.reduce((most, needle) => Math.max(most, needle.text.length), 0),
  };
}

function firstIn(
  text: string,
  known: ReturnType<typeof createKnown>,
  counts: (found: string, secret: Secret) => boolean,
): Secret | undefined {
  const matcher = known.matcher();
  for (let match = matcher.find(text, 0); match; match = matcher.find(text, match.start + 1)) {
    const secret = known.secrets[match.owner];
    if (secret && counts(text.slice(match.start, match.end), secret)) return secret;
  }
  return undefined;
}

function hideKnown(text: string, matcher: Matcher, show: (match: Match, found: string) => string): string {
  const pieces: string[] = [];
  let done = 0;
  for (let match = matcher.find(text, 0); match; match = matcher.find(text, done)) {
    const start = Math.max(done, match.start);
    pieces.push(text.slice(done, start), show(match, text.slice(start, match.end)));
    done = match.end;
  }
  return done === 0 ? text : pieces.join('') + text.slice(done);
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

/** A colour code or a NUL inside a secret would hide it from us; where nothing is hidden, colours stay. */
function throughDecoration(text: string, redact: (text: string) => string): string {
  const bare = undecorated(text);
  if (bare === text) return redact(text);
  const result = redact(bare);
  return result === bare ? text : result;
}

function undecorated(text: string): string {
  return /[\u001b\0]/.test(text) ? text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*\u0007|\0/g, '') : text;
}
