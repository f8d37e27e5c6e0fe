import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Llm, startLlm } from './server.ts';

let llm: Llm;
beforeAll(async () => {
  llm = await startLlm();
});
afterAll(() => llm.close());

const post = (path: string, body: unknown, headers: Record<string, string> = { authorization: 'Bearer key' }) =>
  fetch(llm.url + path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

const ask = (content: string) => ({ model: 'm', messages: [{ role: 'user', content }] });
const PATHS = ['/v1/messages', '/v1/chat/completions', '/v2/chat'];

describe('the stand-in for language models', () => {
  test.each([...PATHS, '/v1/responses'])('%s gives the same bytes for the same request', async (path) => {
    const body = { ...ask('Reply with the single word PONG'), input: 'Reply with the single word PONG' };
    const [first, second] = await Promise.all([0, 1].map(async () => (await post(path, body)).text()));
    expect(first).toContain('PONG');
    expect(second).toBe(first);
  });

  test.each(PATHS)('%s streams events that end', async (path) => {
    const answer = await post(path, { ...ask('Hello'), stream: true });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const events = (await answer.text()).trimEnd().split('\n\n');
    expect(events.length).toBeGreaterThan(4);
    expect(events.at(-1)).toMatch(/message_stop|\[DONE\]|message-end/);
  });

  test.each([
    ['/v1/messages', 'authentication_error'],
    ['/v1/chat/completions', 'invalid_api_key'],
    ['/v1/responses', 'invalid_api_key'],
    ['/v2/chat', 'invalid API key'],
  ])('%s refuses a missing and a revoked key in the words of its protocol', async (path, words) => {
    for (const headers of [{}, { authorization: 'Bearer revoked-key' }]) {
      const answer = await post(path, ask('Hello'), headers as Record<string, string>);
      expect(answer.status).toBe(401);
      expect(await answer.text()).toContain(words);
    }
  });

  test('fails on demand, and on what is not a request', async () => {
    expect((await post('/v1/messages', ask('Please fail with status 529'))).status).toBe(529);
    expect((await post('/v1/messages', 'not JSON')).status).toBe(400);
    expect((await post('/v1/nothing', {})).status).toBe(404);
  });

  test('serves the chat script to other origins', async () => {
    const answer = await fetch(`${llm.url}/deployments/chatkit/chatkit.js`);
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});
