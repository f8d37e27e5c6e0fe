/** What distinguishes this application from others built on the same components. */
export const settings = {
  name: 'Todo chatbot',
  service: 'todo-chatbot-frontend',
  apiPrefix: '/api',
  tokenCookie: 'todo_token',
  /** The backend has no address outside the cluster: this server forwards. */
  browserApiUrl: '',
} as const;

/** Where this server finds the backend. */
export const backendVariable = 'NEXT_PUBLIC_API_URL';
