#!/usr/bin/env node

import './node-version.ts';

import { findChromium } from '../adapters/playwright.ts';
import { runCli } from '../cli/run.ts';
import { version } from '../version.ts';
import { nodePorts } from './node-ports.ts';

/** Wires the adapters and sets the exit code; everything else is in `cli`. */
const stop = new AbortController();
// Once: a person who presses the keys again wants out at once.
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => stop.abort(new Error(`cancelled by ${name}`)));
// A reader that has seen enough, such as `head`, is no failure; the report is written to files anyway.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const err = (line: string): boolean => process.stderr.write(`${line}\n`);
const workspace = process.cwd();
const chromium = findChromium(process.env);
const { ports, close } = nodePorts({ say: err, workspace });
process.exitCode = await runCli(process.argv.slice(2), ports, {
  stdout: process.stdout,
  out: (line) => process.stdout.write(`${line}\n`),
  err,
  cwd: workspace,
  version,
  root: process.getuid?.() === 0,
  signal: stop.signal,
  ...(chromium === undefined ? {} : { chromium }),
});
close();
