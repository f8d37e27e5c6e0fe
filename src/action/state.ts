/** The one door between main and post: what post needs to clean up, and never a secret. */

export interface ActionState {
  readonly phase: 'running' | 'finished';
  readonly out: string;
  readonly home: string;
  readonly clusterHome?: string;
  readonly keep: boolean;
  readonly uploaded: boolean;
}

export interface StateStore {
  readonly save: (name: string, value: string) => void;
  readonly read: (name: string) => string;
}

const key = 'taskflow-k8s';

export function saveState(store: StateStore, state: ActionState): void {
  store.save(key, JSON.stringify(state));
}

/** Undefined in main, where nothing has been saved yet. */
export function readState(store: StateStore): ActionState | undefined {
  const text = store.read(key);
  return text === '' ? undefined : (JSON.parse(text) as ActionState);
}
