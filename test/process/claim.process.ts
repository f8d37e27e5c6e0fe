import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { claimOnMachine } from '../../src/adapters/claim.ts';

const adapter = fileURLToPath(import.meta.resolve('../../src/adapters/claim.ts'));

/** Another process that holds a name until it is killed. */
async function holder(name: string, owner: string) {
  const script = `import { claimOnMachine } from ${JSON.stringify(adapter)};
    console.log(await claimOnMachine(${JSON.stringify(name)}, ${JSON.stringify(owner)}));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  return { said: String(said).trim(), end };
}

test('a name is held by one owner until its process ends, however it ends', async () => {
  const name = `test/${process.pid}`;
  const other = await holder(name, 'first');
  expect(other.said).toBe('true');
  expect(await claimOnMachine(name, 'second')).toBe(false);
  expect(await claimOnMachine(name, 'first')).toBe(true);
  await other.end();
  expect(await claimOnMachine(name, 'second')).toBe(true);
  expect(await claimOnMachine(name, 'second')).toBe(true);
  expect(await claimOnMachine(name, 'first')).toBe(false);
});
