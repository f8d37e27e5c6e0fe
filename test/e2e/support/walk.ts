import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, startBrowser } from './browser.ts';
import { root } from './pipeline.ts';

export interface Walk {
  /** The pages, as the browser reaches them. */
  readonly web: string;
  /** Names the screenshots, which stay in `reports/screenshots`. */
  readonly name: string;
  /** The label of the field for a chat message. */
  readonly message: string;
}

/** Everything a person does with a task list: sign up, log in, create, edit, complete, delete, chat. */
export async function walk({ web, name, message }: Walk): Promise<readonly string[]> {
  const folder = join(root, 'reports/screenshots');
  mkdirSync(folder, { recursive: true });
  const browser = await startBrowser();
  let step = 0;
  const shoot = (what: string): Promise<void> => browser.screenshot(join(folder, `${name}-${++step}-${what}.png`));
  try {
    await enter(browser, web, shoot);
    await tasks(browser, shoot);
    await browser.fill(message, 'Add a task to water the plants');
    await browser.click('Send');
    await browser.sees('Added "water the plants"');
    await browser.sees('0 of 1 completed');
    await shoot('chat');
    return browser.problems().map(({ kind, text }) => `${kind}: ${text}`);
  } catch (error) {
    await shoot('failed');
    throw error;
  } finally {
    await browser.stop();
  }
}

type Shoot = (what: string) => Promise<void>;

async function enter(browser: Browser, web: string, shoot: Shoot): Promise<void> {
  const email = `walk-${Date.now().toString(36)}@example.com`;
  const credentials = async (): Promise<void> => {
    await browser.fill('E-mail', email);
    await browser.fill('Password', 'a password to walk with');
  };
  await browser.open(`${web}/signup`);
  await credentials();
  await shoot('signup');
  await browser.click('Sign up');
  await browser.sees('No tasks yet.');
  await browser.click('Log out');
  await browser.sees('New here?');
  await credentials();
  await browser.click('Log in');
  await browser.sees('No tasks yet.');
}

async function tasks(browser: Browser, shoot: Shoot): Promise<void> {
  await browser.fill('Title', 'buy milk');
  await browser.fill('Description', 'two litres');
  await browser.click('Add task');
  await browser.sees('two litres');
  await browser.click('Edit buy milk');
  await browser.sees('Save');
  await shoot('edit');
  await browser.fill('Title', 'buy oat milk');
  await browser.click('Save');
  await browser.sees('buy oat milk');
  await browser.click('Completed: buy oat milk');
  await browser.sees('1 of 1 completed');
  await shoot('completed');
  await browser.click('Delete buy oat milk');
  await browser.sees('No tasks yet.');
}
