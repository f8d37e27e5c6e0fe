import { startReference } from '../../test/apps/reference/reference.ts';
import { startOutside } from '../../test/e2e/support/outside.ts';

type Wanted = { readonly gateway: string; readonly pages: string };

export type Outside = {
  readonly env: Readonly<Record<string, string>>;
  readonly production: { readonly api: string; readonly web: string };
  readonly stop: () => Promise<void>;
};

/** What TaskFlow finds outside of its cluster (a database, a language model), and a production to be held against. */
export const bringOutside = async ({ gateway, pages }: Wanted): Promise<Outside> => {
  const outside = await startOutside(gateway, 'taskflow');
  try {
    const production = await startReference({ web: true, origins: [pages] });
    const { api, web = pages } = production;
    const stop = async (): Promise<void> => void (await Promise.all([production.stop(), outside.stop()]));
    return { env: outside.env, production: { api, web }, stop };
  } catch (fault) {
    await outside.stop();
    throw fault;
  }
};
