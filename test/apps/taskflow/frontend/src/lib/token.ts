import { createHmac, timingSafeEqual } from 'node:crypto';

/** True when the backend signed this HS256 token with the secret we share, and it has not expired. */
export function isValidToken(token: string | undefined, secret: string, nowSeconds = Date.now() / 1000): boolean {
  const [header, payload, signature] = token?.split('.') ?? [];
  if (secret === '' || !header || !payload || !signature) return false;
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  const expires = claim(payload, 'exp');
  return claim(header, 'alg') === 'HS256' && typeof expires === 'number' && expires > nowSeconds;
}

function claim(part: string, name: string): unknown {
  try {
    return (JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
