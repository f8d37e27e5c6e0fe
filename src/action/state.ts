import type { HeldLock } from '../pipeline/context.ts';

/** The one door between main and post: what post needs to clean up, and never a secret. */

export interface ActionState {
  /** `started`: nothing is created yet, and no report begun. */
  readonly phase: 'started' | 'running' | 'finished';
  readonly out: string;
  /** Set before a cluster is created. */
  readonly clusterHome?: string;
  /** Set before a namespace is locked. */
  readonly lock?: HeldLock;
  readonly keep: boolean;
  readonly uploaded: boolean;
  readonly matrix: string;
}

export interface StateStore {
  readonly save: (name: string, value: string) => void;
  readonly read: (name: string) => string;
}

const key = 'taskflow-k8s';

export type Remember = (more: Partial<ActionState>) => void;

/** Saves at once, so that post is told apart from main however main ends. Later facts are added, none is lost. */
export function openState(store: StateStore, first: ActionState): Remember {
  let state = first;
  const remember: Remember = (more) => {
    state = { ...state, ...more };
    store.save(key, JSON.stringify(state));
  };
  remember({});
  return remember;
}

/** Undefined in main, where nothing has been saved yet. */
export function readState(store: StateStore): ActionState | undefined {
  const text = store.read(key);
  return text === '' ? undefined : (JSON.parse(text) as ActionState);
}
