import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureCluster } from '../../cluster/cluster.ts';
import { type ClusterSpec, clusterDefaults, machineSettings } from '../../cluster/spec.ts';
import type { RunContext } from '../context.ts';
import { fixedNodePorts } from '../node-ports.ts';

export async function startCluster(context: RunContext, signal: AbortSignal): Promise<void> {
  const { exec, clock, openKube } = context.ports;
  const spec = await clusterSpec(context);
  const cluster = await ensureCluster(spec, {
    exec,
    clock,
    emit: context.emit,
    signal,
    onState: context.settings.onCluster,
  });
  context.state.cluster = cluster;
  context.state.kube = await openKube(cluster);
  context.emit({
    kind: 'environment',
    values: {
      provider: cluster.provider,
      cluster: cluster.name,
      kubernetes: cluster.kubernetes,
      nodes: cluster.nodes.map(({ name, address }) => `${name} ${address}`).join(', '),
      runtime: cluster.runtime,
      'cluster-ip': cluster.nodes[0]?.address ?? '',
      kubeconfig: cluster.kubeconfig,
    },
  });
}

/** Configuration and this machine's own settings → what the provider is asked for. */
async function clusterSpec({ config, plan, ports, settings }: RunContext): Promise<ClusterSpec> {
  const { cluster } = config;
  const machine = machineSettings(cluster.provider, ports.env);
  const kindConfigFile =
    cluster.config === undefined ? machine.kindConfigFile : join(settings.workspace, cluster.config);
  return {
    ...clusterDefaults,
    provider: cluster.provider,
    name: plan.clusterName,
    home: join(settings.home, 'clusters', plan.clusterName),
    driver: cluster.driver,
    runtime: cluster.runtime,
    addons: cluster.addons,
    extraArgs: [...machine.extraArgs, ...cluster['extra-args']],
    keep: settings.keep,
    root: settings.root,
    cpus: cluster.cpus ?? 'max',
    nodePorts: await fixedNodePorts(config, settings.workspace),
    ...(cluster.kubernetes === undefined ? {} : { kubernetes: cluster.kubernetes }),
    ...(cluster.memory === undefined ? {} : { memoryBytes: cluster.memory }),
    ...(cluster.disk === undefined ? {} : { diskBytes: cluster.disk }),
    ...((cluster['node-image'] ?? machine.nodeImage) === undefined
      ? {}
      : { nodeImage: cluster['node-image'] ?? machine.nodeImage ?? '' }),
    ...(kindConfigFile === undefined ? {} : { kindConfig: await readFile(kindConfigFile, 'utf8') }),
    ...(plan.nodeAddress === undefined ? {} : { address: plan.nodeAddress }),
    ...(cluster.context === undefined
      ? {}
      : {
          existing: {
            context: cluster.context,
            ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: cluster.kubeconfig }),
          },
        }),
  };
}
