'use client';

import { useRouter } from 'next/navigation';
import { useCallback } from 'react';
import { ChatPanel } from '@/components/ChatPanel';
import { NewTask } from '@/components/NewTask';
import { TaskItem } from '@/components/TaskItem';
import { useTasks } from '@/components/useTasks';
import { api } from '@/lib/api';
import { forgetToken } from '@/lib/session';
import { settings } from '@/lib/settings';

export function Workspace() {
  const router = useRouter();
  const leave = useCallback(() => {
    forgetToken();
    router.push('/login');
  }, [router]);
  const { tasks, problem, actions } = useTasks(leave);

  async function logout() {
    // The token is forgotten even when the server cannot be told.
    await api.logout().catch(() => undefined);
    leave();
  }

  return (
    <>
      <header className="bar">
        <h1>{settings.name}</h1>
        <button className="button quiet" type="button" onClick={logout}>
          Log out
        </button>
      </header>
      <main className="columns">
        <section aria-labelledby="tasks-title">
          <h2 id="tasks-title">Tasks</h2>
          <NewTask add={actions.add} />
          <p role="alert" className="problem">
            {problem}
          </p>
          <p role="status" className="note">
            {summary(tasks?.length, tasks?.filter((task) => task.completed).length)}
          </p>
          <ul className="tasks">
            {tasks?.map((task) => (
              <TaskItem key={task.id} task={task} actions={actions} />
            ))}
          </ul>
        </section>
        <ChatPanel onAnswer={actions.reload} />
      </main>
    </>
  );
}

function summary(total: number | undefined, done = 0): string {
  if (total === undefined) return 'Loading…';
  return total === 0 ? 'No tasks yet.' : `${done} of ${total} completed`;
}
