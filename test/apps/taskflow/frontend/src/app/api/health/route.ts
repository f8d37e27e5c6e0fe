import { settings } from '@/lib/settings';

export const dynamic = 'force-dynamic';

export const GET = () => Response.json({ status: 'healthy', service: settings.service });
