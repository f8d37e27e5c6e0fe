import { resolve } from 'node:path';
import type { PipelineEvent } from '../model/event.ts';
import type { Report } from '../model/report.ts';
import { carryOut } from '../pipeline/carry-out.ts';
import type { PipelinePorts, RunSettings } from '../pipeline/context.ts';
import { prepare } from '../pipeline/prepare.ts';
import { readSecrets } from '../pipeline/secrets.ts';
import { version } from '../version.ts';
import { nodePorts } from './node-ports.ts';

export interface RunPipelineOptions {
  /** The checkout; the current folder when absent. */
  readonly workspace?: string;
  /** The configuration file inside it; `pipeline.yml` when absent. */
  readonly file?: string;
  /** The same as the action's inputs and the command line's flags; they win over the file. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Folder of the report; `.taskflow-k8s/report` of the workspace when absent. */
  readonly out?: string;
  /** Folder for what outlives the run: cluster state and build memory; `.taskflow-k8s` of the workspace when absent. */
  readonly home?: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: PipelineEvent) => void;
  /** Replaces ways to reach the world, for instance by stand-ins in a test. */
  readonly ports?: Partial<PipelinePorts>;
}

/** Deploys, proves, explains and reports. Throws a UsageError for a configuration that is wrong; else the report says all. */
export async function runPipeline(options: RunPipelineOptions = {}): Promise<Report> {
  const workspace = resolve(options.workspace ?? '.');
  const own = nodePorts({ say: () => undefined, workspace });
  const ports: PipelinePorts = { ...own.ports, ...options.ports };
  try {
    const runId = ports.clock.now().toString(36);
    const { file, inputs = {} } = options;
    const prepared = await prepare({
      workspace,
      inputs,
      ports,
      runId,
      ...(file === undefined ? {} : { file }),
    });
    const home = resolve(workspace, options.home ?? '.taskflow-k8s');
    const settings: RunSettings = {
      runId,
      workspace,
      home,
      out: resolve(workspace, options.out ?? '.taskflow-k8s/report'),
      keep: prepared.config.cluster.keep ?? false,
      inputSecrets: prepared.inputSecrets,
      version,
      root: process.getuid?.() === 0,
      strictGit: false,
      builder: 'auto',
      cleanUpAfterCancel: true,
      onCluster: () => undefined,
      onLock: () => undefined,
    };
    const secrets = await readSecrets(prepared.config.secrets, ports, settings);
    const signal = options.signal ?? new AbortController().signal;
    return await carryOut(prepared, { ports, settings, secrets, show: options.onEvent ?? (() => undefined), signal });
  } finally {
    own.close();
  }
}
