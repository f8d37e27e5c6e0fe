import { homedir } from 'node:os';
import { join } from 'node:path';
import { browserByPlaywright } from '../adapters/browser-playwright.ts';
import { claimOnMachine } from '../adapters/claim.ts';
import { systemClock } from '../adapters/clock-system.ts';
import { nodeExec } from '../adapters/exec-node.ts';
import { httpNode } from '../adapters/http-node.ts';
import { kubeByProxy } from '../adapters/kube-proxy.ts';
import { plainToolStore } from '../adapters/tool-store-plain.ts';
import { createRedactor } from '../lib/redact/redactor.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import type { ToolStore } from '../ports/tool-store.ts';
import { browserInstaller, thisMachine } from '../tools/browser.ts';
import { toolPlatform } from '../tools/catalog.ts';
import type { ToolContext } from '../tools/ensure.ts';
import { execWithTools, type ToolWishes } from '../tools/exec-with-tools.ts';

export interface NodePortsOptions {
  /** Told what takes time before a run can say so itself, such as a download. */
  readonly say: (text: string) => void;
  /** Where downloaded programs are kept; the user's cache folder when absent. */
  readonly toolStore?: () => Promise<ToolStore>;
  /** The checkout, which may have a browser's driver of its own. */
  readonly workspace: string;
  /** Where the driver is installed to when it is nowhere; without it, a run then has no browser. */
  readonly browserHome?: string;
}

export interface NodePorts {
  readonly ports: PipelinePorts;
  readonly close: () => void;
}

/** This process, this machine and this network as ports. */
export function nodePorts(options: NodePortsOptions): NodePorts {
  const { say, toolStore, workspace, browserHome } = options;
  const { env } = process;
  const redactor = createRedactor();
  const bare = nodeExec(redactor);
  const { http, close } = httpNode({ proxyEnv: env });
  const cache = join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'taskflow-k8s');
  let wishes: ToolWishes = { requests: [] };
  const context: ToolContext = {
    ports: {
      exec: bare,
      clock: systemClock,
      // Not the run's: what is cleaned up after a cancellation needs its programs too.
      signal: new AbortController().signal,
      emit: (event) => event.kind === 'note' && say(event.text),
    },
    store: toolStore ?? (async () => plainToolStore(cache, bare)),
    platform: toolPlatform(process),
    ...(env.TASKFLOW_K8S_TOOLS_MIRROR ? { mirror: env.TASKFLOW_K8S_TOOLS_MIRROR } : {}),
  };
  const exec = execWithTools(bare, context, () => wishes);
  const ports: PipelinePorts = {
    exec,
    chooseTools: (chosen) => {
      wishes = chosen;
    },
    claim: claimOnMachine,
    clock: systemClock,
    http,
    httpTo: (connectTo) => httpNode({ connectTo, proxyEnv: env }),
    openKube: kubeByProxy(exec),
    browser: browserByPlaywright({
      env,
      folders: [workspace, import.meta.dirname],
      ...(browserHome === undefined
        ? {}
        : { install: browserInstaller({ exec: bare, home: browserHome, say, machine: thisMachine() }) }),
    }),
    redactor,
    env,
  };
  return { ports, close };
}
