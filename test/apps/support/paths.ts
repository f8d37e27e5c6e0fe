import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Part = 'backend' | 'frontend';
export type System = 'taskflow' | 'taskora' | 'todo-chatbot' | 'todo-chatkit';
export const SYSTEMS: readonly System[] = ['taskflow', 'taskora', 'todo-chatbot', 'todo-chatkit'];

export const apps = fileURLToPath(new URL('..', import.meta.url));
export const llmMain = join(apps, 'llm', 'main.ts');

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'taskflow-k8s', 'apps');

/** What a lock file decides, shared by all checkouts; named by the lock's content. */
export const sharedCache = (kind: string, content: string): string => join(cache, kind, digest(content));

/** What belongs to this checkout alone. */
export const ownCache = (...parts: readonly string[]): string => join(cache, 'checkout', digest(apps), ...parts);

export const digest = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 16);
