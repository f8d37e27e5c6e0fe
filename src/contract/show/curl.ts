import type { HttpRequest } from '../../ports/http.ts';
import type { Symbolise } from '../json/diff.ts';

const leftOut = ['accept', 'accept-encoding', 'user-agent', 'cookie'];

/** The request as a line for a shell. This side's own values, secrets among them, become shell variables. */
export function curlLine(request: HttpRequest, symbolise: Symbolise): string {
  const quoted = (text: string): string => shellQuote(symbolise(text, []));
  const method = request.method === 'GET' ? [] : request.method === 'HEAD' ? ['--head'] : ['-X', request.method];
  const headers = request.headers
    .filter(([name]) => !leftOut.includes(name.toLowerCase()))
    .flatMap(([name, value]) => ['-H', quoted(`${name}: ${value}`)]);
  const body = request.body ? ['--data-binary', quoted(Buffer.from(request.body).toString('utf8'))] : [];
  return ['curl', '-sS', '-i', ...method, quoted(request.url), ...headers, ...body].join(' ');
}

/** Single quotes, but variables stay open to the shell: `'Bearer '"$LOGIN_TOKEN"`. */
function shellQuote(text: string): string {
  const parts = text.split(/⟨([^⟩]+)⟩/);
  const words = parts.map((part, at) => (at % 2 === 1 ? `"$${variable(part)}"` : part === '' ? '' : plain(part)));
  return words.join('') || "''";
}

function plain(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function variable(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
}
