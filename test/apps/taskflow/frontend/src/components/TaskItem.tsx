'use client';

import { type FormEvent, useState } from 'react';
import type { TaskActions } from '@/components/useTasks';
import type { Task } from '@/lib/api';

type Props = { task: Task; actions: TaskActions };

export function TaskItem({ task, actions }: Props) {
  const [editing, setEditing] = useState(false);
  if (editing) return <EditTask task={task} actions={actions} close={() => setEditing(false)} />;
  return (
    <li className={task.completed ? 'task done' : 'task'}>
      <input
        type="checkbox"
        checked={task.completed}
        aria-label={`Completed: ${task.title}`}
        onChange={() => actions.change(task.id, { completed: !task.completed })}
      />
      <div className="text">
        <span className="title">{task.title}</span>
        {task.description && <span className="note">{task.description}</span>}
      </div>
      <button className="button quiet" type="button" aria-label={`Edit ${task.title}`} onClick={() => setEditing(true)}>
        Edit
      </button>
      <button
        className="button quiet"
        type="button"
        aria-label={`Delete ${task.title}`}
        onClick={() => actions.remove(task.id)}
      >
        Delete
      </button>
    </li>
  );
}

function EditTask({ task, actions, close }: Props & { close: () => void }) {
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const description = String(data.get('description')) || null;
    await actions.change(task.id, { title: String(data.get('title')), description });
    close();
  }

  return (
    <li className="task">
      <form className="edit-task" onSubmit={submit} aria-label={`Edit ${task.title}`}>
        <label htmlFor={`title-${task.id}`}>Title</label>
        <input id={`title-${task.id}`} name="title" defaultValue={task.title} maxLength={200} required />
        <label htmlFor={`description-${task.id}`}>Description</label>
        <input
          id={`description-${task.id}`}
          name="description"
          defaultValue={task.description ?? ''}
          maxLength={2000}
        />
        <button className="button" type="submit">
          Save
        </button>
        <button className="button quiet" type="button" onClick={close}>
          Cancel
        </button>
      </form>
    </li>
  );
}
