import { basename } from 'node:path';
import { type ConfigSources, type Draft, type ParsedConfig, parseConfig } from '../config/parse.ts';
import { UsageError } from '../model/problem.ts';
import { clusterName, type Network, nodeAddress, subnetOf } from '../plan/names.ts';
import type { PlanNames } from '../plan/plan.ts';
import { takenNetworks } from './networks.ts';
import type { PrepareInput } from './prepare.ts';

export type Addressed = Extract<ParsedConfig, { ok: true }> & { readonly names: PlanNames };

/**
 * The configuration together with the name and the address of its cluster, since it may refer to both. A network that
 * another run on this machine has chosen, but not made yet, is passed over like one that is there.
 */
export async function parseAddressed(input: PrepareInput, file: ConfigFile): Promise<Addressed> {
  let networks = await takenNetworks(input.ports.exec);
  for (;;) {
    const parsed = parseDraft(input, file, networks);
    const { clusterName, nodeAddress } = parsed.names;
    const subnet = nodeAddress && subnetOf(nodeAddress);
    if (!subnet || (await isOurs(subnet, clusterName, networks, input))) return parsed;
    networks = [...networks, { subnet }];
  }
}

type ConfigFile = ConfigSources['file'] | undefined;

/** Everything but the final address; throws a UsageError for what is wrong with it. */
export function parseDraft(input: PrepareInput, file: ConfigFile, networks: readonly Network[] = []): Addressed {
  const parsed = parseConfig({
    ...(file ? { file } : {}),
    inputs: input.inputs,
    env: input.ports.env,
    fallbackName: basename(input.workspace),
    facts: (draft) => factsOf(input, namesOf(draft, input, networks)),
  });
  if (!parsed.ok) throw new UsageError(parsed.problems);
  const { name, cluster } = parsed.config;
  return { ...parsed, names: namesOf({ name, ...cluster }, input, networks) };
}

/** Where no network is left, the engine says so when it is asked for one. */
async function isOurs(
  subnet: string,
  owner: string,
  networks: readonly Network[],
  { ports }: PrepareInput,
): Promise<boolean> {
  if (networks.some((network) => network.name === owner || network.subnet === subnet)) return true;
  return ports.claim(`network/${subnet}`, owner);
}

/** Somebody else's cluster, and this machine as a node, have addresses that nobody here chooses. */
function namesOf({ name, provider, driver }: Draft, input: PrepareInput, networks: readonly Network[]): PlanNames {
  const cluster = clusterName({
    name,
    workspace: input.workspace,
    cluster: provider,
    ...(input.ci === undefined ? {} : { ci: input.ci }),
  });
  const chosen = provider !== 'existing' && driver !== 'none';
  return { clusterName: cluster, nodeAddress: chosen ? nodeAddress(cluster, networks) : undefined };
}

function factsOf(input: PrepareInput, { clusterName, nodeAddress }: PlanNames): Readonly<Record<string, string>> {
  return {
    'run.id': input.runId,
    'cluster.name': clusterName,
    ...(nodeAddress === undefined ? {} : { 'cluster.ip': nodeAddress }),
  };
}
