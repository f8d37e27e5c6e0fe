import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPost } from '../action/post.ts';
import { runAction } from '../action/run.ts';
import { readState } from '../action/state.ts';
import { githubPlatform } from '../adapters/github-platform.ts';
import { version } from '../version.ts';
import { nodePorts } from './node-ports.ts';

/** Main or post, told apart by the saved state. */
const { env } = process;
const platform = githubPlatform();
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => stop.abort(new Error(`cancelled by ${name}`)));

const workspace = env.GITHUB_WORKSPACE ?? process.cwd();
const home = join(env.RUNNER_TEMP ?? tmpdir(), 'taskflow-k8s');
const { ports, close } = nodePorts({
  say: platform.log,
  toolStore: async () => (await import('../adapters/tool-store.ts')).toolStore(home),
  workspace,
  browserHome: join(home, 'browser'),
});
const state = readState(platform);
if (state) await runPost(platform, ports, state);
else
  process.exitCode = await runAction(platform, ports, {
    workspace,
    version,
    root: process.getuid?.() === 0,
    signal: stop.signal,
  });
close();
// A service that hangs has been given up, but its connection would keep the job waiting.
setTimeout(() => process.exit(), 1000).unref();
