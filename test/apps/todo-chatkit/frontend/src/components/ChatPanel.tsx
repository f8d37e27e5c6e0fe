'use client';

import { ChatKit, useChatKit } from '@openai/chatkit-react';
import { useSyncExternalStore } from 'react';
import { readToken } from '@/lib/session';
import { chatkitDomainKey, settings } from '@/lib/settings';

type Props = { onAnswer: () => void };

/** The element needs the page's address and cookie, which a server does not have. */
export function ChatPanel({ onAnswer }: Props) {
  const inBrowser = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
  return (
    <section className="chat" aria-labelledby="chat-title">
      <h2 id="chat-title">Chat</h2>
      {inBrowser && <Conversation onAnswer={onAnswer} />}
    </section>
  );
}

function Conversation({ onAnswer }: Props) {
  const { control } = useChatKit({
    api: {
      url: `${settings.browserApiUrl}${settings.apiPrefix}/chatkit`,
      domainKey: chatkitDomainKey,
      fetch: (input: RequestInfo | URL, init?: RequestInit) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${readToken() ?? ''}`);
        return fetch(input, { ...init, headers });
      },
    },
    onResponseEnd: onAnswer,
  });
  return <ChatKit control={control} style={{ display: 'block', height: '24rem' }} />;
}
