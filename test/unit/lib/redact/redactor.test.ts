import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../../../../src/lib/redact/redactor.ts';

const secret = 'Zq7$vK/9+wX&"Lm2<pT\'é8';
const plainSecret = 'h3rT9sKq2LpXv8Wz4NcB7mYd';
const hidden = /^\S*\*\*\*CANARY#[0-9a-f]{6}\*\*\*\S*$/;

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe.each([
  ['with every sign that needs an escape', secret],
  ['of letters and digits', plainSecret],
  ['of eight letters', 'k8Qz2mVx'],
])('a known secret %s', (_, value) => {
  const redactor = createRedactor();
  redactor.add('taskflow/CANARY', value);
  const forms: Readonly<Record<string, string>> = {
    raw: value,
    'base64, first alignment': base64(value),
    'base64, second alignment': base64(`a${value}xy`),
    'base64, third alignment': base64(`ab${value}x`),
    base64url: Buffer.from(`ab${value}?>`).toString('base64url'),
    'URL encoding': encodeURIComponent(value),
    'URL encoding in lower case': encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase()),
    'form encoding': new URLSearchParams({ v: value }).toString().slice(2),
    'URL encoding, twice': encodeURIComponent(encodeURIComponent(value)),
    'JSON escape': JSON.stringify(value).slice(1, -1),
    'JSON escape, twice': JSON.stringify(JSON.stringify(value)).slice(3, -3),
    'HTML escape': value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
    'HTML escape of text': value.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    hex: Buffer.from(value).toString('hex'),
    'hex in capitals': Buffer.from(value).toString('hex').toUpperCase(),
    'base64 of base64': base64(base64(`x${value}`)),
    'shell quoting': value.replaceAll("'", "'\\''"),
  };

  test.each(Object.entries(forms))('is hidden as %s', (_name, form) => {
    const shown = redactor.text(`before ${form} after`);
    expect(shown).not.toContain(form);
    expect(shown.split(' ')[1]).toMatch(hidden);
    expect(shown.startsWith('before ') && shown.endsWith(' after')).toBe(true);
    expect(redactor.knownIn(form)).toBe('taskflow/CANARY');
  });

  test('has the same mark in every encoding', () => {
    const marks = Object.values(forms).map((form) => /#([0-9a-f]{6})/.exec(redactor.text(form))?.[1]);
    expect(new Set(marks).size).toBe(1);
  });

  test('is hidden inside a colour code', () => {
    const coloured = `${value.slice(0, 4)}\u001b[31m${value.slice(4)}`;
    expect(redactor.text(coloured)).toMatch(hidden);
  });

  test('is found in pieces, wherever they are cut', () => {
    const text = Object.values(forms).join('\n filler line\n');
    for (const size of [1, 2, 3, 7, 16, 61]) {
      const stream = redactor.stream();
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      const shown = pieces.map((piece) => stream.push(piece)).join('') + stream.end();
      expect(shown).toBe(redactor.text(text));
      expect(redactor.knownIn(shown)).toBeUndefined();
    }
  });
});

describe('a long secret', () => {
  const pem = `-----BEGIN PRIVATE KEY-----\n${(base64('0123456789abcdef'.repeat(40) + Math.PI).match(/.{1,64}/g) ?? []).join('\n')}\n-----END PRIVATE KEY-----\n`;
  const redactor = createRedactor();
  redactor.add('tls.key', pem);

  test('is hidden in wrapped base64, with as many lines as before', () => {
    const wrapped = (base64(`{"k":"${pem}"}`).match(/.{1,76}/g) ?? []).join('\n    ');
    const shown = redactor.text(`data:\n    ${wrapped}\nend`);
    expect(shown.split('\n')).toHaveLength(wrapped.split('\n').length + 2);
    expect(shown).not.toMatch(/[A-Za-z0-9+/]{20,}/);
  });

  test('is hidden line by line, as a log shows it', () => {
    const lines = (base64(pem).match(/.{1,76}/g) ?? []).slice(0, -1);
    for (const line of lines) expect(redactor.text(line)).not.toContain(line.slice(0, 20));
    for (const line of pem.split('\n').slice(1, -2)) expect(redactor.text(`| ${line}`)).not.toContain(line);
  });

  test('is hidden when a tool has cut its end off', () => {
    expect(redactor.text(base64(pem).slice(0, 300))).toMatch(/^\*\*\*[\w.]+#[0-9a-f]{6}\*\*\*$/);
  });
});

describe('what stands in a secret value', () => {
  test('a connection string hides its password and keeps its host', () => {
    const redactor = createRedactor();
    redactor.add('DATABASE_URL', 'postgresql://app:s3:cr/et99@db.internal:5432/taskflow?sslmode=require');
    const shown = redactor.text('connect postgresql://app:s3:cr/et99@db.internal:5432/taskflow failed: s3:cr/et99');
    expect(shown).toMatch(
      /^connect postgresql:\/\/app:\*\*\*[^*]+\*\*\*@db.internal:5432\/taskflow failed: \*\*\*[^*]+\*\*\*$/,
    );
    const encoded = base64('postgresql://app:s3:cr/et99@db.internal:5432/taskflow?sslmode=require');
    expect(redactor.text(encoded)).toMatch(/^\*\*\*/);
  });

  test('a registry login hides the password in it', () => {
    const redactor = createRedactor();
    redactor.add(
      '.dockerconfigjson',
      JSON.stringify({ auths: { 'ghcr.io': { auth: base64('me:pull-9981-secret') } } }),
    );
    expect(redactor.text('login with pull-9981-secret to ghcr.io')).toMatch(/^login with \*\*\*.*\*\*\* to ghcr.io$/);
  });

  test('an .env file hides its secret lines only', () => {
    const redactor = createRedactor();
    redactor.add('env', 'LOG_FORMAT=pretty-json\nAPI_TOKEN="zz-44-yy-33"\n');
    expect(redactor.text('pretty-json zz-44-yy-33')).toMatch(/^pretty-json \*\*\*/);
  });

  test('a common word stays readable where it stands, and is reported', () => {
    const redactor = createRedactor();
    redactor.add('POSTGRES_PASSWORD', 'postgres');
    expect(redactor.text('postgres listens on 5432')).toBe('postgres listens on 5432');
    expect(redactor.text('POSTGRES_PASSWORD=postgres')).toMatch(/^POSTGRES_PASSWORD=\*\*\*/);
    expect(redactor.guessable()).toEqual(['POSTGRES_PASSWORD']);
  });
});

test('a mark says nothing outside of the run that made it', () => {
  const [one, two] = [createRedactor(), createRedactor()];
  expect(one.token('K', 'value')).toBe(one.token('K', 'value'));
  expect(one.token('K', 'value')).not.toBe(one.token('K', 'other'));
  expect(one.token('K', 'value')).not.toBe(two.token('K', 'value'));
});

test('colours stay where nothing is hidden', () => {
  expect(createRedactor().text('\u001b[32mok\u001b[0m')).toBe('\u001b[32mok\u001b[0m');
});
