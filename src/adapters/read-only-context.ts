import type { BrowserContext, Route } from 'playwright-core';

const safe = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Lets only reading requests and the named ones leave, for every frame and every hop. Returns what was held back. Used at a
 * reference that is only read, never at the candidate: with interception the browser no longer asks about CORS itself.
 */
export async function holdBack(context: BrowserContext, allow: readonly string[]): Promise<() => readonly string[]> {
  const refused = new Set<string>();
  await context.route('**', async (route) => {
    const request = route.request();
    const line = `${request.method()} ${new URL(request.url()).pathname}`;
    if (safe.includes(request.method())) return route.continue();
    if (allow.includes(line)) return sendOnce(route, line, refused);
    refused.add(line);
    return route.abort('blockedbyclient');
  });
  // What goes through a socket cannot be told apart.
  await context.routeWebSocket(/.*/, async (socket) => {
    refused.add(`WebSocket ${new URL(socket.url()).pathname}`);
    await socket.close();
  });
  return () => [...refused];
}

/** A redirect would carry the body to an address that nobody has allowed, and past this function. */
async function sendOnce(route: Route, line: string, refused: Set<string>): Promise<void> {
  const response = await route.fetch({ maxRedirects: 0 });
  if (![307, 308].includes(response.status())) return route.fulfill({ response });
  refused.add(`${line} (redirected to ${response.headers().location ?? 'nowhere'})`);
  return route.abort('blockedbyclient');
}
