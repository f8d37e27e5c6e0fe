import { runContract } from '../../../test/contract/support/run.ts';
import { json, type Served, serve } from '../../../test/contract/support/serve.ts';
import type { Row } from '../row.ts';
import { timed } from '../row.ts';

/** What the engine adds to each request, beside a bare client that sends the same requests one after the other. */
export const perRequest: Row = {
  id: 'contract-request',
  title: 'contract engine, added to each request',
  goal: { kind: 'figure', most: 3, unit: 'ms' },
  minutes: 0.2,
  open: async () => {
    const [reference, candidate] = [await application(), await application()];
    const once = async (): Promise<number> => {
      const before = asked(reference, candidate);
      const engine = await timed(() => runContract(contract(200), urls(reference, candidate)))();
      const requests = asked(reference, candidate) - before;
      const bare = await timed(() => oneByOne(requests, reference.url))();
      return Math.max(0, (engine - bare) / requests);
    };
    return { ours: async () => once, close: () => closeAll(reference, candidate) };
  },
};

export const growth: Row = {
  id: 'contract-growth',
  title: 'contract of 1,000 steps',
  against: '10 steps',
  goal: { kind: 'ratio', most: 100, unit: 'ms' },
  minutes: 0.3,
  open: async () => {
    const [reference, candidate] = [await application(), await application()];
    const run = (steps: number) => async () => timed(() => runContract(contract(steps), urls(reference, candidate)));
    return { ours: run(1_000), theirs: run(10), close: () => closeAll(reference, candidate) };
  },
};

const application = (): Promise<Served> =>
  serve((request, response) => json(response, 200, { path: request.url, items: [1, 2, 3], note: 'as written' }));

const contract = (steps: number): string =>
  `version: 1\nreference: { min_gap: 0ms }\nsteps:\n${Array.from({ length: steps }, (_, at) => `  - GET /items/${at}\n`).join('')}`;

const urls = (reference: Served, candidate: Served): { reference: string; candidate: string } => ({
  reference: reference.url,
  candidate: candidate.url,
});

const asked = (...servers: readonly Served[]): number =>
  servers.reduce((total, { requests }) => total + requests.length, 0);

async function oneByOne(requests: number, url: string): Promise<void> {
  for (let at = 0; at < requests; at++) await (await fetch(`${url}/items/${at % 200}`)).text();
}

const closeAll = async (...servers: readonly Served[]): Promise<void> => {
  for (const server of servers) await server.close();
};
