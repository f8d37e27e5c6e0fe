import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Reference, startReference } from './reference.ts';

jest.setTimeout(60_000);
let reference: Reference;
const ORIGIN = 'http://192.168.49.2:31000';

beforeAll(async () => {
  reference = await startReference({ origins: [ORIGIN] });
}, 600_000);
afterAll(() => reference?.stop(), 60_000);

const send = (method: string, path: string, body?: unknown, token?: string) =>
  fetch(`${reference.api}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: ORIGIN, ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

describe('the production reference', () => {
  test('is TaskFlow with a PostgreSQL and a language model behind it', async () => {
    const credentials = { email: 'reference@example.com', password: 'correct horse' };
    const signup = await send('POST', '/auth/signup', credentials);
    const { access_token: token } = (await signup.json()) as { access_token: string };
    const chat = await send('POST', '/chat', { message: 'Add a task to buy milk' }, token);
    const tasks = await send('GET', '/tasks', undefined, token);
    expect([signup.status, chat.status, tasks.status]).toEqual([201, 200, 200]);
    expect(await tasks.json()).toMatchObject([{ title: 'buy milk', completed: false }]);
    expect((await send('POST', '/auth/signup', credentials)).status).toBe(409);
  });

  test('answers 200 or 404, never 500, to a change of a task that is being deleted', async () => {
    const signup = await send('POST', '/auth/signup', { email: 'race@example.com', password: 'correct horse' });
    const { access_token: token } = (await signup.json()) as { access_token: string };
    const statuses = new Set<string>();
    for (let round = 0; round < 25; round++) {
      const created = await send('POST', '/tasks', { title: 'gone soon' }, token);
      const { id } = (await created.json()) as { id: string };
      const change = () => send('PUT', `/tasks/${id}`, { completed: true }, token);
      const [first, gone, second] = await Promise.all([
        change(),
        send('DELETE', `/tasks/${id}`, undefined, token),
        change(),
      ]);
      statuses.add(`PUT ${first.status}`).add(`DELETE ${gone.status}`).add(`PUT ${second.status}`);
    }
    expect(['PUT 200', 'PUT 404', 'DELETE 204']).toEqual(expect.arrayContaining([...statuses]));
  });

  test('switches to a variant and back while it runs', async () => {
    const before = await send('GET', '/tasks');
    reference.use('unauthorized-changed');
    const during = await send('GET', '/tasks');
    reference.use('none');
    const after = await send('GET', '/tasks');
    expect([before.status, during.status, after.status]).toEqual([401, 403, 401]);
    expect(after.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  });

  test('a slow variant is slow', async () => {
    reference.use('slow');
    const started = performance.now();
    await send('GET', '/auth/me');
    reference.use('none');
    expect(performance.now() - started).toBeGreaterThanOrEqual(145);
  });

  test('leaves nothing behind', async () => {
    const another = await startReference();
    await another.stop();
    await expect(fetch(`${another.api}/health`)).rejects.toThrow();
    await expect(fetch(`${another.llm}/health`)).rejects.toThrow();
  }, 120_000);
});
