import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLlm } from '../llm/server.ts';
import { assemble } from '../support/assemble.ts';
import { pythonFor } from '../support/install.ts';
import { ownCache } from '../support/paths.ts';
import { buildFrontend } from './frontend.ts';
import { startPostgres } from './postgres.ts';
import { freePorts, startService } from './process.ts';
import type { VariantName } from './variants.ts';
import { startWrapper } from './wrapper.ts';

export type Reference = {
  /** The API as clients see it, changed by the variant in use. */
  readonly api: string;
  /** The pages; absent when not asked for. */
  readonly web?: string;
  readonly llm: string;
  readonly database: string;
  readonly use: (variant: VariantName) => void;
  readonly stop: () => Promise<void>;
};
export type Options = {
  readonly web?: boolean;
  readonly variant?: VariantName;
  /** Origins that the backend allows besides the reference's own pages. */
  readonly origins?: readonly string[];
};

const SECRET = 'the secret of the reference, shared by its two halves';

/** TaskFlow as it runs in production: outside Kubernetes, on loopback, with a PostgreSQL and a language model of its own. */
export async function startReference({
  web = false,
  variant = 'none',
  origins = [],
}: Options = {}): Promise<Reference> {
  const stops: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const [database = 0, backend = 0, api = 0, pages = 0] = await freePorts(4);
    const postgres = startPostgres(database, 'taskflow');
    stops.push(postgres.stop);
    const llm = await startLlm();
    stops.push(llm.close);
    const allowed = [`http://127.0.0.1:${pages}`, ...origins];
    const folder = mkdtempSync(join(tmpdir(), 'reference-backend-'));
    stops.push(() => rmSync(folder, { recursive: true }));
    stops.push((await startBackend(backend, { folder, database: postgres.url, llm: llm.url, allowed })).stop);
    const wrapper = await startWrapper(api, backend);
    stops.push(wrapper.stop);
    wrapper.use(variant);
    if (web) stops.push((await startFrontend(pages, api)).stop);
    const addresses = { api: `http://127.0.0.1:${api}`, llm: llm.url, database: postgres.url };
    return { ...addresses, ...(web && { web: `http://127.0.0.1:${pages}` }), use: wrapper.use, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Needs = {
  readonly folder: string;
  readonly database: string;
  readonly llm: string;
  readonly allowed: readonly string[];
};

function startBackend(port: number, { folder, database, llm, allowed }: Needs) {
  const cwd = assemble('taskflow', 'backend', folder);
  const python = pythonFor(cwd);
  return startService({
    command: join(python, '..', 'fastapi'),
    args: ['run', 'src/main.py', '--host', '127.0.0.1', '--port', String(port)],
    cwd,
    env: {
      DATABASE_URL: database,
      BETTER_AUTH_SECRET: SECRET,
      ANTHROPIC_API_KEY: 'reference',
      ANTHROPIC_BASE_URL: llm,
      CORS_ORIGINS: allowed.join(','),
      ENVIRONMENT: 'production',
    },
    log: ownCache('reference', `backend-${port}.log`),
    ready: `http://127.0.0.1:${port}/health`,
  });
}

function startFrontend(port: number, api: number) {
  const server = buildFrontend();
  return startService({
    command: process.execPath,
    args: [server],
    cwd: join(server, '..'),
    env: {
      NODE_ENV: 'production',
      HOSTNAME: '127.0.0.1',
      PORT: String(port),
      NEXT_PUBLIC_API_URL: `http://127.0.0.1:${api}`,
      BETTER_AUTH_SECRET: SECRET,
    },
    log: ownCache('reference', `frontend-${port}.log`),
    ready: `http://127.0.0.1:${port}/api/health`,
  });
}
