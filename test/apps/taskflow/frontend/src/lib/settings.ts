/** What distinguishes this application from others built on the same components. */
export const settings = {
  name: 'TaskFlow',
  service: 'taskflow-frontend',
  apiPrefix: '/api/v1',
  tokenCookie: 'taskflow_token',
  /** Frozen at build time, as everything that a browser loads. Empty: it stays on this origin and this server forwards. */
  browserApiUrl: process.env.NEXT_PUBLIC_BROWSER_API_URL ?? '',
} as const;

/** Where this server finds the backend. */
export const backendVariable = 'NEXT_PUBLIC_API_URL';
