import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../clusters/shell.ts';
import { docker } from './docker.ts';

const name = `registry-test-${process.pid}`;
let host: string;

beforeAll(async () => {
  await docker('run', '--detach', '--name', name, '--publish', '127.0.0.1:0:5000', 'registry:2');
  host = (await docker('port', name, '5000/tcp')).trim();
  await until(30, async () => expect((await fetch(`http://${host}/v2/`)).status).toBe(200));
});

afterAll(() => docker('rm', '--force', '--volumes', name));

test('the registry takes an image in and gives the same one out', async () => {
  const image = `${host}/kept:1`;
  const idOf = async (): Promise<string> => (await docker('image', 'inspect', '--format', '{{.Id}}', image)).trim();
  await docker('tag', 'busybox:1.36', image);
  const pushed = await idOf();
  await docker('push', image);
  expect(await (await fetch(`http://${host}/v2/kept/tags/list`)).json()).toEqual({ name: 'kept', tags: ['1'] });
  await docker('rmi', image);
  await expect(idOf()).rejects.toThrow(/No such image/i);
  await docker('pull', image);
  expect(await idOf()).toBe(pushed);
  await docker('rmi', image);
});

test('what it does not have, it does not have', async () => {
  await expect(docker('pull', `${host}/never:1`)).rejects.toThrow(/not found|unknown/i);
});
