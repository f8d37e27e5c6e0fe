import { homedir } from 'node:os';
import { join } from 'node:path';

/** What outlives a run on this machine: cluster state, build memory. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'taskflow-k8s');
}
