'use client';

import type { FormEvent } from 'react';
import type { TaskActions } from '@/components/useTasks';

export function NewTask({ add }: { add: TaskActions['add'] }) {
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    await add(String(data.get('title')), String(data.get('description')) || null);
    form.reset();
  }

  return (
    <form className="new-task" onSubmit={submit} aria-label="New task">
      <label htmlFor="title">Title</label>
      <input id="title" name="title" maxLength={200} required />
      <label htmlFor="description">Description</label>
      <input id="description" name="description" maxLength={2000} />
      <button className="button" type="submit">
        Add task
      </button>
    </form>
  );
}
