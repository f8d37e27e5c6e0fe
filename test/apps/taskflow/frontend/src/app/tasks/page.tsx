import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { Workspace } from '@/components/Workspace';
import { settings } from '@/lib/settings';
import { isValidToken } from '@/lib/token';

export default async function Tasks() {
  const token = (await cookies()).get(settings.tokenCookie)?.value;
  // A secret that differs from the backend's shows here: every token is refused.
  if (!isValidToken(token, process.env.BETTER_AUTH_SECRET ?? '')) redirect('/login');
  return <Workspace />;
}
