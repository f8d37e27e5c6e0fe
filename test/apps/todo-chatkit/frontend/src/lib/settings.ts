/** What distinguishes this application from others built on the same components. */
export const settings = {
  name: 'Todo',
  service: 'todo-frontend',
  apiPrefix: '/api',
  tokenCookie: 'todo_token',
  /** The browser calls the backend itself, at the address that the page was rendered with. */
  get browserApiUrl(): string {
    return typeof document === 'undefined' ? '' : (document.documentElement.dataset.backendUrl ?? '');
  },
};

/** The backend's address as the browser sees it; read while running, so one image serves every cluster. */
export const backendVariable = 'NEXT_PUBLIC_BACKEND_URL';

/** Where the ChatKit element is loaded from. */
export const chatkitScript = {
  variable: 'NEXT_PUBLIC_CHATKIT_SCRIPT',
  official: 'https://cdn.platform.openai.com/deployments/chatkit/chatkit.js',
} as const;

/** Which domain the element is registered for; on a domain of one's own, OpenAI gives a real key. */
export const chatkitDomainKey = 'local-dev';
