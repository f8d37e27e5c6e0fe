import { createHash, createHmac } from 'node:crypto';
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
