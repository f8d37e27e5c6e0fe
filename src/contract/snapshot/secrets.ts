import { createHash, createHmac } from 'node:crypto';
import { isSensitiveName } from '../../lib/redact/names.ts';
import { parseCookie } from '../compare/cookies.ts';
import { headerValues } from '../compare/seen.ts';
import type { Json } from '../json/ast.ts';
import { parseJson } from '../json/parse.ts';
import type { Exchange } from '../run/send.ts';
import type { Hide } from './har.ts';

/**
 * Replaces every secret by a token made from it with a key that is thrown away: equal secrets stay equal, of the same
 * length and alphabet, and nobody can go back. A JWT keeps its header and the names of its claims.
 */
export function hider(secrets: readonly string[], key: string): Hide {
  const known = [...new Set(secrets.filter((one) => one.length >= 4))].sort((a, b) => b.length - a.length);
  const tokens = new Map(known.map((secret) => [secret, tokenFor(secret, key)]));
  const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;
  return (text) => {
    let hidden = text;
    for (const [secret, token] of tokens) {
      hidden = hidden.replaceAll(secret, token);
      const escaped = JSON.stringify(secret).slice(1, -1);
      if (escaped !== secret) hidden = hidden.replaceAll(escaped, token);
    }
    return hidden.replaceAll(jwt, (token) => unsigned(token, key));
  };
}

/** What an answer gives away by the name of a secret: cookies, and texts under such a key. */
export function sensitiveValues({ outcome }: Exchange): readonly string[] {
  if (!outcome.ok) return [];
  const { headers, content } = outcome.response;
  const cookies = headerValues(headers, 'set-cookie').map((header) => parseCookie(header).value);
  const values = [...cookies, ...underSecretNames(Buffer.from(content).toString('utf8'))];
  // What is shorter may be a word that stands elsewhere too.
  return values.filter((value) => /^\S{12,}$/.test(value));
}

function underSecretNames(text: string): readonly string[] {
  const found: string[] = [];
  const parsed = parseJson(text);
  if (!parsed.ok) return found;
  const walk = (node: Json, name: string): void => {
    // A JSON Web Token keeps its header and claims: without its signature it is no secret.
    if (node.kind === 'string' && isSensitiveName(name) && !node.value.startsWith('eyJ')) found.push(node.value);
    if (node.kind === 'array') for (const item of node.items) walk(item, name);
    if (node.kind === 'object') for (const { key, value } of node.members) walk(value, key.value);
  };
  walk(parsed.document.root, '');
  return found;
}

function tokenFor(secret: string, key: string): string {
  let token = '';
  for (let round = 0; token.length < secret.length; round++) {
    token += createHmac('sha256', key).update(`${round}:${secret}`).digest('hex');
  }
  return token.slice(0, secret.length);
}

/** Without its signature a token opens nothing, and can still be compared. */
function unsigned(token: string, key: string): string {
  const [head, claims, signature = ''] = token.split('.');
  const replaced = createHmac('sha256', key).update(signature).digest('base64url').repeat(8).slice(0, signature.length);
  return `${head}.${claims}.${replaced}`;
}

/** Another text of the contract is another contract. */
export function contractHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
