/** What distinguishes this application from others built on the same components. */
export const settings = {
  name: 'Taskora',
  service: 'taskora-frontend',
  apiPrefix: '/api/v1',
  tokenCookie: 'taskora_token',
  /** The ingress sends everything here, and this server forwards what is the backend's. */
  browserApiUrl: '',
} as const;

/** Where this server finds the backend. */
export const backendVariable = 'NEXT_PUBLIC_API_URL';
