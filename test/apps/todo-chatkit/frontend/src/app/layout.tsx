import type { Metadata } from 'next';
import { connection } from 'next/server';
import Script from 'next/script';
import type { ReactNode } from 'react';
import { backendUrl } from '@/lib/backend';
import { chatkitScript, settings } from '@/lib/settings';
import './globals.css';

export const metadata: Metadata = { title: settings.name, description: 'Tasks, by hand or by chat' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Rendered per request, because both addresses are the deployment's and not the image's.
  await connection();
  const script = process.env[chatkitScript.variable] || chatkitScript.official;
  return (
    <html lang="en" data-backend-url={backendUrl()}>
      <body>
        {children}
        <Script src={script} strategy="afterInteractive" />
      </body>
    </html>
  );
}
