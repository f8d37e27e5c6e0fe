/** Runs the stand-in until told to stop: `node main.ts [port] [host]` prints `{"url": …}` once it listens. */
import { startLlm } from './server.ts';

const [port = '0', host = '127.0.0.1'] = process.argv.slice(2);
const llm = await startLlm({ port: Number(port), host, log: console.error });
process.stdout.write(`${JSON.stringify({ url: llm.url })}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void llm.close());
