import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { root } from './pipeline.ts';

export interface Walk {
  /** The pages, as the browser reaches them. */
  readonly web: string;
  /** Names the screenshots, which stay in `reports/screenshots`. */
  readonly name: string;
}

/** Everything a person does with a task list: sign up, log in, create, edit, complete, delete, chat. Returns what went wrong. */
export async function walk({ web, name }: Walk): Promise<readonly string[]> {
  const folder = join(root, 'reports/screenshots');
  mkdirSync(folder, { recursive: true });
  const { page, problems, stop } = await startBrowser();
  let step = 0;
  const shoot: Shoot = async (what) => {
    await page.screenshot({ path: join(folder, `${name}-${++step}-${what}.png`) });
  };
  try {
    await enter(page, web, shoot);
    await tasks(page, shoot);
    await page.getByLabel('Message').fill('Add a task to water the plants');
    await press(page, 'Send');
    await sees(page, 'Added "water the plants"');
    await sees(page, '0 of 1 completed');
    await shoot('chat');
    return problems;
  } catch (error) {
    await shoot('failed');
    throw error;
  } finally {
    await stop();
  }
}

type Shoot = (what: string) => Promise<void>;

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const sees = (page: Page, text: string): Promise<void> => page.getByText(text).waitFor();

async function enter(page: Page, web: string, shoot: Shoot): Promise<void> {
  const email = `walk-${Date.now().toString(36)}@example.com`;
  const credentials = async (): Promise<void> => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('a password to walk with');
  };
  // Loaded and quiet, so that the scripts of the page have taken the form over.
  await page.goto(`${web}/signup`, { waitUntil: 'networkidle' });
  await credentials();
  await shoot('signup');
  await press(page, 'Sign up');
  await sees(page, 'No tasks yet.');
  await press(page, 'Log out');
  await sees(page, 'New here?');
  await credentials();
  await press(page, 'Log in');
  await sees(page, 'No tasks yet.');
}

async function tasks(page: Page, shoot: Shoot): Promise<void> {
  const form = page.getByRole('form', { name: 'New task' });
  await form.getByLabel('Title').fill('buy milk');
  await form.getByLabel('Description').fill('two litres');
  await press(page, 'Add task');
  await sees(page, 'two litres');
  await press(page, 'Edit buy milk');
  await shoot('edit');
  await page.getByRole('form', { name: 'Edit buy milk' }).getByLabel('Title').fill('buy oat milk');
  await press(page, 'Save');
  await page.getByRole('checkbox', { name: 'Completed: buy oat milk' }).click();
  await sees(page, '1 of 1 completed');
  await shoot('completed');
  await press(page, 'Delete buy oat milk');
  await sees(page, 'No tasks yet.');
}
