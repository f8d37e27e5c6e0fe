import { backendVariable } from './settings.ts';

/** Read by name while running: Next.js replaces a literal `process.env.NEXT_PUBLIC_*` by its value at build time. */
export const backendUrl = (): string => process.env[backendVariable] || 'http://localhost:8000';
