'use client';

import { type FormEvent, useState } from 'react';
import { api } from '@/lib/api';

type Line = { readonly id: number; readonly who: 'You' | 'Assistant' | 'Problem'; readonly text: string };

export function ChatPanel({ onAnswer }: { onAnswer: () => void }) {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [conversation, setConversation] = useState<string>();
  const [busy, setBusy] = useState(false);
  const say = (who: Line['who'], text: string) =>
    setLines((before) => [...before, { id: before.length, who, text }]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const message = String(new FormData(form).get('message'));
    form.reset();
    say('You', message);
    setBusy(true);
    try {
      const reply = await api.chat(message, conversation);
      setConversation(reply.conversation_id);
      say('Assistant', reply.message);
      onAnswer();
    } catch (error) {
      say('Problem', error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className="chat" aria-labelledby="chat-title">
      <h2 id="chat-title">Chat</h2>
      <ol className="lines" aria-live="polite" aria-label="Conversation">
        {lines.map((line) => (
          <li key={line.id} className={line.who.toLowerCase()}>
            <strong>{line.who}</strong> <span>{line.text}</span>
          </li>
        ))}
      </ol>
      <form onSubmit={submit}>
        <label htmlFor="message">Message</label>
        <input id="message" name="message" maxLength={4000} placeholder="Add a task to buy milk" required />
        <button className="button" type="submit" disabled={busy}>
          Send
        </button>
      </form>
    </section>
  );
}
