'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { api } from '@/lib/api';
import { writeToken } from '@/lib/session';

const TEXTS = {
  signup: { title: 'Sign up', other: 'Log in', href: '/login', question: 'Already registered?' },
  login: { title: 'Log in', other: 'Sign up', href: '/signup', question: 'New here?' },
} as const;

export function AuthForm({ kind }: { kind: keyof typeof TEXTS }) {
  const router = useRouter();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const text = TEXTS[kind];

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem('');
    try {
      const session = await api[kind](String(form.get('email')), String(form.get('password')));
      writeToken(session.access_token, session.expires_in);
      router.push('/tasks');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <main className="card">
      <h1>{text.title}</h1>
      <form onSubmit={submit}>
        <label htmlFor="email">E-mail</label>
        <input id="email" name="email" type="email" autoComplete="email" required />
        <label htmlFor="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autoComplete={kind === 'signup' ? 'new-password' : 'current-password'}
          minLength={kind === 'signup' ? 8 : 1}
          required
        />
        <p role="alert" className="problem">
          {problem}
        </p>
        <button className="button" type="submit" disabled={busy}>
          {text.title}
        </button>
      </form>
      <p>
        {text.question} <Link href={text.href}>{text.other}</Link>
      </p>
    </main>
  );
}
