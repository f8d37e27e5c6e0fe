#!/usr/bin/env node

import { systemClock } from '../adapters/clock-system.ts';
import { nodeExec } from '../adapters/exec-node.ts';
import { httpNode } from '../adapters/http-node.ts';
import { kubeByProxy } from '../adapters/kube-proxy.ts';
import { runCli } from '../cli/run.ts';
import { createRedactor } from '../lib/redact/redactor.ts';
import { version } from '../version.ts';

/** Wires the adapters and sets the exit code; everything else is in `cli`. */
const redactor = createRedactor();
const exec = nodeExec(redactor);
const http = httpNode({ proxyEnv: process.env });
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => stop.abort(new Error(`cancelled by ${name}`)));

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    exec,
    clock: systemClock,
    http: http.http,
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
  },
);
http.close();
