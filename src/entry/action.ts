import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPost } from '../action/post.ts';
import { runAction } from '../action/run.ts';
import { readState } from '../action/state.ts';
import { browserByPlaywright } from '../adapters/browser-playwright.ts';
import { systemClock } from '../adapters/clock-system.ts';
import { nodeExec } from '../adapters/exec-node.ts';
import { githubPlatform } from '../adapters/github-platform.ts';
import { httpNode } from '../adapters/http-node.ts';
import { kubeByProxy } from '../adapters/kube-proxy.ts';
import { createRedactor } from '../lib/redact/redactor.ts';
import { toolPlatform } from '../tools/catalog.ts';
import { execWithTools } from '../tools/exec-with-tools.ts';
import { installWithNpm } from '../tools/npm.ts';
import { version } from '../version.ts';

/** Main or post, told apart by the saved state. */
const redactor = createRedactor();
const bare = nodeExec(redactor);
const http = httpNode({ proxyEnv: process.env });
const platform = githubPlatform();
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => stop.abort(new Error(`cancelled by ${name}`)));

const mirror = process.env['INPUT_TOOLS-MIRROR'] || process.env.TASKFLOW_K8S_TOOLS_MIRROR;
const exec = execWithTools(bare, {
  ports: {
    exec: bare,
    clock: systemClock,
    // Not the run's: what is cleaned up after a cancellation needs its programs too.
    signal: new AbortController().signal,
    emit: (event) => event.kind === 'note' && platform.log(event.text),
  },
  store: async () =>
    (await import('../adapters/tool-store.ts')).toolStore(join(process.env.RUNNER_TEMP ?? tmpdir(), 'taskflow-k8s')),
  platform: toolPlatform(process),
  ...(mirror ? { mirror } : {}),
});

const ports = {
  exec,
  clock: systemClock,
  http: http.http,
  httpTo: (connectTo: Readonly<Record<string, string>>) => httpNode({ connectTo, proxyEnv: process.env }),
  openKube: kubeByProxy(exec),
  browser: browserByPlaywright({
    env: process.env,
    folders: [process.env.GITHUB_WORKSPACE ?? process.cwd(), import.meta.dirname],
    install: installWithNpm(bare, join(process.env.RUNNER_TEMP ?? tmpdir(), 'taskflow-k8s', 'browser')),
  }),
  redactor,
  env: process.env,
};
const state = readState(platform);
if (state) await runPost(platform, ports, state);
else
  process.exitCode = await runAction(platform, ports, {
    workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    version,
    root: process.getuid?.() === 0,
    signal: stop.signal,
  });
http.close();
