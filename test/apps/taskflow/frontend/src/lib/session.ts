import { settings } from './settings.ts';

/** The token lives in a cookie so that the server can send strangers to the login before it renders a page. */
export function readToken(cookies = document.cookie): string | undefined {
  const prefix = `${settings.tokenCookie}=`;
  return cookies
    .split('; ')
    .find((cookie) => cookie.startsWith(prefix))
    ?.slice(prefix.length);
}

export function writeToken(token: string, seconds: number): void {
  document.cookie = `${settings.tokenCookie}=${token}; path=/; max-age=${seconds}; samesite=strict`;
}

export function forgetToken(): void {
  document.cookie = `${settings.tokenCookie}=; path=/; max-age=0; samesite=strict`;
}
