import type { Part } from '../lib/part.ts';
import { tools } from './tools.ts';

/** The whole kit. Where several parts are ready, the one further up is built first. */
export const parts: readonly Part[] = [...tools];

/** What `make demo` needs, without what it needs in turn. */
export const demoParts: readonly string[] = ['minikube', 'helm3'];
