import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { firstLacking, serves } from '../../../scripts/demo/machine.ts';

test('the machine is used when it has all, and what it lacks first is named', async () => {
  const asked: string[] = [];
  const need = (name: string, holds: boolean) => [name, () => asked.push(name) > 0 && holds] as const;
  expect(await firstLacking([need('a', true), need('b', true)])).toBeUndefined();
  expect(await firstLacking([need('c', true), need('d', false), need('e', true)])).toBe('d');
  expect(asked).toEqual(['a', 'b', 'c', 'd']);
});

test.each([
  [200, true],
  [401, true],
  [403, false],
  [502, false],
])('a registry that answers %i serves: %s', async (status, expected) => {
  const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  expect(await serves(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/`)).toBe(expected);
  await new Promise((done) => server.close(done));
});

test('a registry that nobody answers for does not serve', async () => {
  expect(await serves('http://127.0.0.1:1/v2/')).toBe(false);
});
