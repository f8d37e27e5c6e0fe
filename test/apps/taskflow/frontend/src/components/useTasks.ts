'use client';

import { useCallback, useEffect, useState } from 'react';
import { ApiError, api, type Task } from '@/lib/api';

export type TaskActions = {
  readonly reload: () => Promise<void>;
  readonly add: (title: string, description: string | null) => Promise<void>;
  readonly change: (id: string, changes: Partial<Omit<Task, 'id'>>) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
};

/** The list as the server has it: it is read again after every change, also after one that failed. */
export function useTasks(onStranger: () => void) {
  const [tasks, setTasks] = useState<readonly Task[] | undefined>();
  const [problem, setProblem] = useState('');

  const run = useCallback(
    async (change?: () => Promise<unknown>) => {
      try {
        try {
          await change?.();
        } finally {
          setTasks(await api.tasks());
        }
        setProblem('');
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) onStranger();
        else setProblem(error instanceof Error ? error.message : String(error));
      }
    },
    [onStranger],
  );

  useEffect(() => {
    void run();
  }, [run]);

  const actions: TaskActions = {
    reload: () => run(),
    add: (title, description) => run(() => api.createTask(title, description)),
    change: (id, changes) => {
      // Shown at once, or a checkbox would jump back until the server has answered.
      setTasks((before) => before?.map((task) => (task.id === id ? { ...task, ...changes } : task)));
      return run(() => api.updateTask(id, changes));
    },
    remove: (id) => run(() => api.deleteTask(id)),
  };
  return { tasks, problem, actions };
}
