import { isSensitiveName } from './names.ts';

/** A piece of a secret value that must be hidden, and whether the piece as it stands may stay readable. */
export interface SecretPart {
  readonly value: string;
  /** False for a connection string: its host must stay readable, only its password and its encoded forms are hidden. */
  readonly raw: boolean;
}

/** What to hide of one secret value: a URL, a JSON text or an .env file hides its secret parts, not its braces. */
export function partsOf(value: string): SecretPart[] {
  const trimmed = value.trim();
  const url = connectionString(trimmed);
  if (url) return [{ value: trimmed, raw: false }, ...url.map((part) => ({ value: part, raw: true }))];
  const leaves = jsonLeaves(trimmed) ?? envFile(trimmed);
  const lines = leaves || !trimmed.includes('\n') ? [] : trimmed.split(/\r?\n/).map((line) => line.trim());
  const pieces = [value, ...(leaves ?? []), ...lines.filter((line) => !/^-----(?:BEGIN|END) [^-]+-----$/.test(line))];
  return [...new Set(pieces)].filter((piece) => !isGuessable(piece)).map((piece) => ({ value: piece, raw: true }));
}

/** Too common to be hidden wherever it stands: it would blacken the log, and its name hides it anyway. */
export function isGuessable(value: string): boolean {
  const text = value.trim();
  return text.length < 4 || /^\d{1,5}$/.test(text) || guessable.has(text.toLowerCase()) || isPlainAddress(text);
}

/** One word, as it may stand in any text: it is hidden, but its place cannot be told from the word's own. */
export function isOrdinary(value: string): boolean {
  return /^[A-Za-z][a-z]{3,19}$|^[A-Z]{4,20}$/.test(value.trim());
}

const guessable = new Set(
  (
    'true false null none undefined admin administrator root user guest test tests testing demo local localhost default ' +
    'production development staging info debug error warning password passwd secret token postgres postgresql mysql ' +
    'mariadb mongodb redis taskflow backend frontend database public private enabled disabled required bearer basic ' +
    'hs256 hs384 hs512 rs256 es256 utf-8 utf8 http https Opaque changeme application/json'
  )
    .toLowerCase()
    .split(' '),
);

/** An address without user, password and query is no secret. */
function isPlainAddress(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/)?[a-z0-9.-]+(?::\d{1,5})(?:\/[a-z]*)?$|^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+\/?$/i.test(
    text,
  );
}

function connectionString(text: string): string[] | undefined {
  const match = /^[a-z][a-z0-9+.-]*:\/\/([^\s@/]*?):(\S+)@[\w.[\]-]+[^\s@]*$/i.exec(text);
  if (!match) return undefined;
  const password = match[2] as string;
  const query = [...new URLSearchParams(text.split('?')[1] ?? '')].filter(([name]) => isSensitiveName(name));
  const found = [password, decoded(password), ...query.map(([, value]) => value)];
  return [...new Set(found)].filter((part) => !isGuessable(part));
}

function decoded(text: string): string {
  return /%[0-9a-f]{2}/i.test(text) ? (tryOr(() => decodeURIComponent(text)) ?? text) : text;
}

function jsonLeaves(text: string): string[] | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  const parsed = tryOr(() => JSON.parse(text) as unknown);
  if (parsed === undefined) return undefined;
  const all = leavesOf(parsed, '');
  const named = all.filter((leaf) => isSensitiveName(leaf.name));
  const chosen = (named.length > 0 ? named : all).map((leaf) => leaf.value).filter((value) => value.length >= 8);
  return [
    JSON.stringify(parsed),
    JSON.stringify(parsed, null, 2),
    ...chosen,
    ...chosen.flatMap(lineParts),
    ...basicAuth(parsed),
  ];
}

function lineParts(value: string): string[] {
  return value.includes('\n') ? partsOf(value).map((part) => part.value) : [];
}

/** `auths.*.auth` of a registry login is base64 of user and password. */
function basicAuth(parsed: unknown): string[] {
  return leavesOf(parsed, '')
    .filter((leaf) => leaf.name === 'auth')
    .map((leaf) => Buffer.from(leaf.value, 'base64').toString().split(':').slice(1).join(':'))
    .filter((password) => password.length >= 4);
}

function leavesOf(value: unknown, name: string): { readonly name: string; readonly value: string }[] {
  if (typeof value === 'string') return [{ name, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, Array.isArray(value) ? name : key));
}

function envFile(text: string): string[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const pairs = lines.map((line) => /^(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line.trim()));
  if (lines.length < 2 || pairs.some((pair) => !pair)) return undefined;
  const values = pairs.map((pair) => ({
    name: pair?.[1] ?? '',
    value: (pair?.[2] ?? '').replace(/^(["'])(.*)\1$/, '$2'),
  }));
  return values
    .filter((pair) => isSensitiveName(pair.name) || /:\/\//.test(pair.value))
    .flatMap((pair) => {
      return partsOf(pair.value)
        .filter((part) => part.raw)
        .map((part) => part.value);
    });
}

function tryOr<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
