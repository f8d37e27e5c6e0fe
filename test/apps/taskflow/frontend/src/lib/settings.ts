/** What distinguishes this application from others built on the same components. */
export const settings = {
  name: 'TaskFlow',
  service: 'taskflow-frontend',
  apiPrefix: '/api/v1',
  tokenCookie: 'taskflow_token',
  /** Fixed when the image is built. Empty: the browser stays on this origin and this server forwards. */
  browserApiUrl: process.env.NEXT_PUBLIC_API_URL ?? '',
} as const;

/** Where this server finds the backend. */
export const backendVariable = 'NEXT_PUBLIC_API_URL';
