import { writeFile } from 'node:fs/promises';
import type { ClusterState } from '../model/cluster.ts';
import { StageError } from '../model/stage-error.ts';
import type { StagePorts } from '../ports/stage.ts';
import { viewArgs } from '../tools/kubectl.ts';
import { lastWords } from '../tools/outcome.ts';
import type { Provider } from './provider.ts';
import type { ClusterSpec } from './spec.ts';

/** Somebody else's cluster: nothing of it is created, changed or deleted here. */
export const existing: Provider = {
  presence: async () => 'absent',
  create: copyKubeconfig,
  remove: async () => {},
  access: () => ({ kind: 'none' }),
  hasStorage: () => false,
};

/** Only the named context goes into our file, so that no later command can mean another cluster. */
async function copyKubeconfig(spec: ClusterSpec, state: ClusterState, ports: StagePorts): Promise<void> {
  if (!spec.existing) throw new StageError('failed', 'An existing cluster needs a context: set `cluster.context`.');
  const { context, kubeconfig } = spec.existing;
  const outcome = await ports.exec(
    {
      tool: spec.tools.kubectl,
      args: [...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : []), ...viewArgs(context)],
      timeoutMs: 20_000,
    },
    { signal: ports.signal },
  );
  ports.signal.throwIfAborted();
  if (outcome.failed)
    throw new StageError('failed', `The context ${context} cannot be read${kubeconfig ? ` from ${kubeconfig}` : ''}.`, {
      excerpt: lastWords(outcome).split('\n'),
      remedy: 'See `kubectl config get-contexts` for the contexts there are.',
    });
  await writeFile(state.kubeconfig, outcome.stdout, { mode: 0o600 });
}
