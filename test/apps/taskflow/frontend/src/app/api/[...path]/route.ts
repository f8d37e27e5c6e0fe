import { forward } from '@/lib/forward';

export const dynamic = 'force-dynamic';

export { forward as DELETE, forward as GET, forward as OPTIONS, forward as POST, forward as PUT };
