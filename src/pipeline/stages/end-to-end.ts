import { dirname, join } from 'node:path';
import { checkContract } from '../../contract/check-contract.ts';
import type { Contract } from '../../contract/contract.ts';
import { harFiles, keepIn, writeExchanges, writeNoise } from '../../contract/evidence.ts';
import { readCompanions, readContract } from '../../contract/file/read.ts';
import { journalName } from '../../contract/leftovers.ts';
import { appendTo } from '../../contract/run/journal.ts';
import { check } from '../../model/check.ts';
import { componentsOf } from '../../plan/plan.ts';
import { list } from '../../tools/kube.ts';
import { type RunContext, releasePorts } from '../context.ts';
import { nodeUrl, reachables, reachServices } from '../reach.ts';
import type { CheckpointRun } from './checkpoint.ts';

/** Checkpoint "end to end": the documented behaviour, compared with production. */
export const checkEndToEnd: CheckpointRun = async (_, context, signal, say) => {
  const { contract: configured } = context.config;
  if (!configured) {
    say(check({ id: 'contract', title: 'Contract', verdict: 'skipped', detail: 'no contract is configured' }));
    return;
  }
  const { reference } = configured;
  const path = join(context.settings.workspace, configured.file);
  const { text, ...read } = await readContract(path, configured.file, context.ports);
  const contract = withMode(read.contract, reference);
  const companions = await readCompanions({ contract, text }, dirname(path));
  const services = await reachServices(context, signal);
  try {
    const { summary, exchanges, noise } = await checkContract({
      contract,
      targets: {
        candidate: await candidateOf(context, signal),
        ...(reference.api ? { reference: { api: reference.api, web: reference.web } } : {}),
      },
      ...companions,
      ports: { ...context.ports, http: services.http },
      evidence: harFiles,
      measure: services.way === 'route',
      journal: appendTo(join(context.settings.out, journalName)),
      keep: keepIn(context.settings.out, context.emit),
      values: context.ports.env,
      signal,
      runId: context.settings.runId,
      onCheck: say,
    });
    const hide = context.ports.redactor.text;
    await writeExchanges(context.settings.out, { exchanges, emit: context.emit, hide });
    await writeNoise(context.settings.out, noise);
    context.emit({ kind: 'contract', contract: summary });
  } finally {
    await services.close();
  }
};

/**
 * The pipeline's word about the reference wins over the contract's, except for the default, which is no word. Without an
 * address and without a snapshot there is no reference: then the contract's own words are all that counts.
 */
function withMode(contract: Contract, said: { readonly api?: string | undefined; readonly mode: string }): Contract {
  const spoken =
    said.mode === 'live-rw' || said.mode === 'replay' || said.mode === 'off' ? said.mode : contract.reference.mode;
  const mode = said.api === undefined && contract.reference.snapshot === undefined ? 'off' : spoken;
  return { ...contract, reference: { ...contract.reference, mode } };
}

/** What the user says; else the first component's Service as the API and the last one's as the UI. */
async function candidateOf(context: RunContext, signal: AbortSignal): Promise<{ api?: string; web?: string }> {
  const { api, web } = context.config.candidate;
  const components = componentsOf(context.config);
  const live = await list(releasePorts(context, signal).kube, 'services', context.plan.namespace);
  const serviceOf = (index: number) => {
    const component = components.at(index);
    return component && reachables(component.release, component.component, context, live)[0];
  };
  const [first, last] = [serviceOf(0), serviceOf(-1)];
  const foundApi = api ?? (first && `http://${first.name}:${first.port}`);
  const foundWeb = web ?? (last && (nodeUrl(context, last) ?? `http://${last.name}:${last.port}`));
  return { ...(foundApi ? { api: foundApi } : {}), ...(foundWeb ? { web: foundWeb } : {}) };
}
