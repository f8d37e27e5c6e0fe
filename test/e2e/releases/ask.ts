import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Asked {
  /** How often each text was answered, in the order in which they first came. */
  readonly texts: ReadonlyMap<string, number>;
  readonly errors: readonly string[];
}

/** Asks an address again and again, each time over a new connection, as many strangers would. */
export function askOn(url: string, everyMs = 50): { readonly stop: () => Promise<Asked> } {
  const texts = new Map<string, number>();
  const errors: string[] = [];
  let on = true;
  const loop = async (): Promise<void> => {
    while (on) {
      const answer = await ask(url).catch((error: Error) => error);
      if (answer instanceof Error) errors.push(`${new Date().toISOString()} ${answer.message}`);
      else texts.set(answer, (texts.get(answer) ?? 0) + 1);
      await pause(everyMs);
    }
  };
  const done = loop();
  return {
    stop: async () => {
      on = false;
      await done;
      return { texts, errors };
    },
  };
}

export function ask(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: new Agent({ keepAlive: false }), timeout: 5000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8').trim();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${response.statusCode} ${text.slice(0, 80)}`));
      });
    });
    request.once('timeout', () => request.destroy(new Error('no answer within 5 s')));
    request.once('error', reject);
  });
}
