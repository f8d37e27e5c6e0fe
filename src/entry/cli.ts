#!/usr/bin/env node

import { homedir } from 'node:os';
import { join } from 'node:path';
import { browserByPlaywright } from '../adapters/browser-playwright.ts';
import { systemClock } from '../adapters/clock-system.ts';
import { nodeExec } from '../adapters/exec-node.ts';
import { httpNode } from '../adapters/http-node.ts';
import { kubeByProxy } from '../adapters/kube-proxy.ts';
import { findChromium } from '../adapters/playwright.ts';
import { plainToolStore } from '../adapters/tool-store-plain.ts';
import { runCli } from '../cli/run.ts';
import { createRedactor } from '../lib/redact/redactor.ts';
import { toolPlatform } from '../tools/catalog.ts';
import { execWithTools } from '../tools/exec-with-tools.ts';
import { version } from '../version.ts';

/** Wires the adapters and sets the exit code; everything else is in `cli`. */
const redactor = createRedactor();
const bare = nodeExec(redactor);
const found = findChromium(process.env);
const http = httpNode({ proxyEnv: process.env });
const stop = new AbortController();
// Once: a person who presses the keys again wants out at once.
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => stop.abort(new Error(`cancelled by ${name}`)));
// A reader that has seen enough, such as `head`, is no failure; the report is written to files anyway.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const mirror = process.env.TASKFLOW_K8S_TOOLS_MIRROR;
const exec = execWithTools(bare, {
  ports: {
    exec: bare,
    clock: systemClock,
    // Not the run's: what is cleaned up after a cancellation needs its programs too.
    signal: new AbortController().signal,
    emit: (event) => event.kind === 'note' && process.stderr.write(`${event.text}\n`),
  },
  store: async () =>
    plainToolStore(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'taskflow-k8s'), bare),
  platform: toolPlatform(process),
  ...(mirror ? { mirror } : {}),
});

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    exec,
    clock: systemClock,
    http: http.http,
    browser: browserByPlaywright({ env: process.env, folders: [process.cwd(), import.meta.dirname] }),
    httpTo: (connectTo) => httpNode({ connectTo, proxyEnv: process.env }),
    openKube: kubeByProxy(exec),
    redactor,
    env: process.env,
  },
  {
    stdout: process.stdout,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    cwd: process.cwd(),
    version,
    root: process.getuid?.() === 0,
    signal: stop.signal,
    ...(found === undefined ? {} : { chromium: found }),
  },
);
http.close();
