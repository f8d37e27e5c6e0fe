import Link from 'next/link';
import { settings } from '@/lib/settings';

export default function Home() {
  return (
    <main className="card">
      <h1>{settings.name}</h1>
      <p>Your tasks, by hand or by chat.</p>
      <nav className="actions" aria-label="Start">
        <Link className="button" href="/signup">
          Sign up
        </Link>
        <Link className="button quiet" href="/login">
          Log in
        </Link>
      </nav>
    </main>
  );
}
