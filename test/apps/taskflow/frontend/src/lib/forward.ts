import { backendUrl } from './backend.ts';

const TO_BACKEND = ['accept', 'authorization', 'content-type', 'origin'];
const PREFLIGHT = ['access-control-request-method', 'access-control-request-headers'];
const TO_BROWSER = ['content-type', 'www-authenticate', 'vary', 'cache-control'];

/**
 * Hands a request of the browser to the backend service, whose name only the cluster can resolve.
 * Path, status and body pass unchanged, and so does CORS, which stays the backend's own decision.
 */
export async function forward(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const target = new URL(pathname + search, backendUrl());
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS';
  try {
    const answer = await fetch(target, {
      method: request.method,
      headers: pick(request.headers, (name) => TO_BACKEND.includes(name) || PREFLIGHT.includes(name)),
      ...(hasBody && { body: await request.arrayBuffer() }),
      redirect: 'manual',
      cache: 'no-store',
    });
    const headers = pick(
      answer.headers,
      (name) => TO_BROWSER.includes(name) || name.startsWith('access-control-'),
    );
    return new Response(answer.status === 204 ? null : answer.body, { status: answer.status, headers });
  } catch (error) {
    console.error(`backend ${target.origin} cannot be reached: ${describe(error)}`);
    return Response.json({ detail: 'The backend cannot be reached' }, { status: 502 });
  }
}

function pick(headers: Headers, wanted: (name: string) => boolean): Headers {
  return new Headers([...headers].filter(([name]) => wanted(name)));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
