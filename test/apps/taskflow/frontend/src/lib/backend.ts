/** Read while running, through an alias: Next.js freezes `process.env.NEXT_PUBLIC_*` at build time. */
const environment = process.env;

export const backendUrl = (): string => environment.NEXT_PUBLIC_API_URL || 'http://localhost:8000';
