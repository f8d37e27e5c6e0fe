import type { Header, HttpRequest } from '../../ports/http.ts';
import type { BodyTemplate, RequestTemplate } from '../contract.ts';
import type { Lane } from './lane.ts';
import { expandText, expandValue } from './template.ts';

export interface RequestLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export const defaultMaxBytes = 16 * 1024 * 1024;

/** The request as one side sends it: templates filled in, cookies of that side added. */
export function buildRequest(template: RequestTemplate, lane: Lane, limits: RequestLimits): HttpRequest {
  const expand = (text: string): string => expandText(text, lane.lookup);
  const body = template.body && encode(template.body, lane);
  const own = Object.entries(template.headers).map(([name, value]) => [name, expand(value)] as const);
  const has = (name: string): boolean => own.some(([one]) => one.toLowerCase() === name);
  const defaults: readonly Header[] = [
    ['accept', '*/*'],
    // Compression is for the way, not for the contract: a step that wants it asks for it.
    ['accept-encoding', 'identity'],
    ['user-agent', 'taskflow-k8s-contract'],
    ...(body?.type === undefined ? [] : [['content-type', body.type] as const]),
    ...(lane.origin === undefined ? [] : [['origin', lane.origin] as const]),
    ...(lane.cookies.size === 0 ? [] : [['cookie', cookieHeader(lane)] as const]),
  ];
  const headers = [...own, ...defaults.filter(([name]) => !has(name))];
  return {
    method: template.method,
    url: urlFor(template, lane, expand),
    headers,
    ...(body && { body: Buffer.from(body.text) }),
    ...limits,
  };
}

function cookieHeader(lane: Lane): string {
  return [...lane.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

function urlFor(template: RequestTemplate, lane: Lane, expand: (text: string) => string): string {
  const base = (lane.site.api ?? '').replace(/\/+$/, '');
  const query = new URLSearchParams(
    Object.entries(template.query).map(([name, value]) => [name, expand(String(value))] as [string, string]),
  ).toString();
  const path = expand(template.path);
  return `${base}${path}${query === '' ? '' : `${path.includes('?') ? '&' : '?'}${query}`}`;
}

function encode(body: BodyTemplate, lane: Lane): { readonly text: string; readonly type?: string } {
  switch (body.kind) {
    case 'json':
      return {
        text: JSON.stringify(expandValue(body.value, (text) => expandNoted(text, lane))),
        type: 'application/json',
      };
    case 'form': {
      const fields = Object.entries(body.value).map(([name, value]) => [name, expandNoted(value, lane)]);
      return {
        text: new URLSearchParams(fields as [string, string][]).toString(),
        type: 'application/x-www-form-urlencoded',
      };
    }
    case 'text':
      return { text: expandText(body.value, lane.lookup) };
  }
}

/** What was sent comes back as an echo; the template is the name that all sides share for it. */
function expandNoted(text: string, lane: Lane): string {
  const expanded = expandText(text, lane.lookup);
  if (expanded !== text) lane.symbols.add(expanded, text);
  return expanded;
}
