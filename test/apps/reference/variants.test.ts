import { describe, expect, test } from '@jest/globals';
import { type Answer, VARIANTS, type Variant } from './variants.ts';

const json = (status: number, body: unknown, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(body)),
});
const task = json(201, { id: '1', title: 'a "completed": b', description: 'say "x", y', completed: false });
const token = json(201, { access_token: 't', expires_in: 3600, user: { email: 'a@example.com' } });
const refused = json(401, { detail: 'Not authenticated' }, { 'www-authenticate': 'Bearer' });
const allowed = json(200, {}, { 'access-control-allow-origin': 'http://localhost:3000' });

const changed = (name: keyof typeof VARIANTS, answer: Answer, path: string, method = 'POST'): Answer => {
  const variant: Variant = VARIANTS[name];
  return variant.change?.(answer, { method, path }) ?? answer;
};
const body = (answer: Answer): unknown => JSON.parse(answer.body.toString());

describe('variants of the reference', () => {
  test('rename, drop and add a field', () => {
    expect(Object.keys(body(changed('field-renamed', task, '/api/v1/tasks')) as object)).toContain('done');
    expect(body(changed('field-missing', task, '/api/v1/tasks'))).not.toHaveProperty('description');
    expect(body(changed('field-added', token, '/api/v1/auth/signup'))).toHaveProperty('user.role', 'user');
  });

  test('change a type', () => {
    expect(body(changed('type-changed', token, '/api/v1/auth/login'))).toHaveProperty('expires_in', '3600');
  });

  test('change a status, and only the one they name', () => {
    expect(changed('status-changed', task, '/api/v1/tasks').status).toBe(200);
    expect(changed('status-changed', token, '/api/v1/auth/signup').status).toBe(201);
    expect(changed('conflict-changed', json(409, {}), '/').status).toBe(400);
    expect(changed('unauthorized-changed', refused, '/').status).toBe(403);
  });

  test('change headers', () => {
    expect(changed('header-missing', refused, '/').headers).not.toHaveProperty('www-authenticate');
    expect(changed('cors-missing', allowed, '/').headers).not.toHaveProperty('access-control-allow-origin');
    expect(changed('cors-open', refused, '/').headers).toHaveProperty('access-control-allow-origin', '*');
    expect(changed('content-type-changed', task, '/').headers).toHaveProperty('content-type', 'text/plain');
  });

  test('change bytes but not the value', () => {
    const other = changed('bytes-changed', token, '/api/v1/auth/login');
    expect(other.body.equals(token.body)).toBe(false);
    expect(body(other)).toEqual(body(token));
  });

  test('leave other routes alone', () => {
    expect(changed('field-renamed', token, '/api/v1/auth/login')).toBe(token);
    expect(changed('none', task, '/api/v1/tasks')).toBe(task);
  });
});
