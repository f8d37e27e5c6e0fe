import { readToken } from './session.ts';
import { settings } from './settings.ts';

export type Task = {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly completed: boolean;
};
export type Session = { readonly access_token: string; readonly expires_in: number };
export type ChatReply = { readonly conversation_id: string; readonly message: string };
type Changes = Partial<Pick<Task, 'title' | 'description' | 'completed'>>;

export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const api = {
  signup: (email: string, password: string) => call<Session>('POST', '/auth/signup', { email, password }),
  login: (email: string, password: string) => call<Session>('POST', '/auth/login', { email, password }),
  logout: () => call<unknown>('POST', '/auth/logout'),
  tasks: () => call<readonly Task[]>('GET', '/tasks'),
  createTask: (title: string, description: string | null) => call<Task>('POST', '/tasks', { title, description }),
  updateTask: (id: string, changes: Changes) => call<Task>('PUT', `/tasks/${id}`, changes),
  deleteTask: (id: string) => call<void>('DELETE', `/tasks/${id}`),
  chat: (message: string, conversation?: string) =>
    call<ChatReply>('POST', '/chat', { message, ...(conversation && { conversation_id: conversation }) }),
};

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const token = readToken();
  const answer = await fetch(`${settings.browserApiUrl}${settings.apiPrefix}${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new ApiError(answer.status, reasonOf(text, answer.status));
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The backend says `detail`: a sentence, or a list of fields with what is wrong with each. */
export function reasonOf(text: string, status: number): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
    if (Array.isArray(detail)) return detail.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`).join('; ');
  } catch {
    // Not JSON, for instance the error page of a proxy: the status alone is all there is to say.
  }
  return `The server answered ${status}`;
}
