import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { settings } from '@/lib/settings';
import './globals.css';

export const metadata: Metadata = { title: settings.name, description: 'Tasks, by hand or by chat' };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
