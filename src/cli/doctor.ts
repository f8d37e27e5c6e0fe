import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examine, isReady } from '../doctor/examine.ts';
import { explainFindings } from '../doctor/explain.ts';
import type { Provider } from '../doctor/facts.ts';
import { parseYaml } from '../lib/yaml.ts';
import { UsageError } from '../model/problem.ts';
import { exitCodes } from '../model/verdict.ts';
import type { PipelinePorts } from '../pipeline/context.ts';
import type { ParsedArgs } from './args.ts';
import { type MachineSources, readMachine } from './machine.ts';
import type { Terminal } from './run.ts';

const providers: readonly Provider[] = ['minikube', 'kind', 'existing'];

/** `taskflow-k8s doctor`: what this machine lacks, and how to get it. */
export async function doctorCommand(args: ParsedArgs, ports: PipelinePorts, terminal: Terminal): Promise<number> {
  const provider = providerOf(args, terminal.cwd);
  const facts = await readMachine(sourcesOf(ports, terminal));
  const findings = examine(facts, provider);
  const ready = isReady(findings);
  const text = args.switches.has('json')
    ? JSON.stringify({ ready, provider, findings }, null, 2)
    : explainFindings(facts, findings, Math.min(terminal.stdout.columns ?? 80, 100));
  terminal.out(text);
  return ready ? 0 : exitCodes.infrastructure;
}

function sourcesOf(ports: PipelinePorts, terminal: Terminal): MachineSources {
  return {
    exec: ports.exec,
    env: ports.env,
    now: ports.clock.now,
    platform: process.platform,
    arch: process.arch,
    uid: process.getuid?.(),
    root: '/',
    chromium: terminal.chromium,
  };
}

/** As asked; else as pipeline.yml has it; else Minikube. */
function providerOf(args: ParsedArgs, cwd: string): Provider {
  const asked = args.flags.provider ?? written(join(cwd, args.flags.config ?? 'pipeline.yml')) ?? 'minikube';
  const provider = providers.find((known) => known === asked);
  if (!provider)
    throw new UsageError([{ source: '--provider', message: `${asked} is none of ${providers.join(', ')}` }]);
  return provider;
}

/** A file that is absent or broken is `plan`'s business; here it only says nothing about the provider. */
function written(file: string): string | undefined {
  try {
    const document = parseYaml(readFileSync(file, 'utf8')).value as { cluster?: { provider?: unknown } } | undefined;
    const provider = document?.cluster?.provider;
    return typeof provider === 'string' && providers.includes(provider as Provider) ? provider : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
