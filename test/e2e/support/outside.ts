import { startLlm } from '../../apps/llm/server.ts';
import { startPostgres } from '../../apps/reference/postgres.ts';
import { freePorts } from '../../apps/reference/process.ts';

/** What the deployed system finds outside of its cluster: a database and a language model, at the node network's gateway. */
export interface Outside {
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

export async function startOutside(gateway: string, database: string): Promise<Outside> {
  const [postgresPort = 0, llmPort = 0] = await freePorts(2);
  const postgres = startPostgres(postgresPort, database, '0.0.0.0');
  const llm = await startLlm({ port: llmPort, host: '0.0.0.0' });
  const model = `http://${gateway}:${llmPort}`;
  return {
    env: {
      DATABASE_URL: postgres.url.replace('127.0.0.1', gateway),
      ANTHROPIC_BASE_URL: model,
      ANTHROPIC_API_KEY: 'sk-ant-e2e-0123456789abcdef',
      CO_API_URL: model,
      COHERE_API_KEY: 'co-e2e-0123456789abcdef',
      OPENAI_BASE_URL: `${model}/v1`,
      OPENAI_API_KEY: 'sk-e2e-0123456789abcdef',
      CHATKIT_SCRIPT: `${model}/deployments/chatkit/chatkit.js`,
      BETTER_AUTH_SECRET: 'e2e-0123456789abcdef0123456789abcdef',
    },
    stop: async () => {
      await llm.close();
      postgres.stop();
    },
  };
}
