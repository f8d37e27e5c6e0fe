import type { CheckInput } from '../../src/model/check.ts';
import { check } from '../../src/model/check.ts';
import type { EventBody, PipelineEvent } from '../../src/model/event.ts';
import type { Fault } from '../../src/model/fault.ts';

const start = Date.UTC(2026, 10, 20, 12, 0, 0);

/** Events one second apart, as a run would emit them. */
export function events(...bodies: readonly EventBody[]): PipelineEvent[] {
  return bodies.map((body, index) => ({ at: start + index * 1000, ...body }));
}

export const started: EventBody = {
  kind: 'run-started',
  version: '1.0.0',
  name: 'taskflow',
  stages: [
    { id: 'cluster', title: 'Start the cluster', needs: [] },
    { id: 'release', title: 'Deploy taskflow', needs: ['cluster'] },
  ],
  checkpoints: [
    { id: 'pre-deploy', title: 'Before deploying' },
    { id: 'backend-deployed', title: 'Backend deployed' },
  ],
};

export function checked(checkpoint: string, input: Partial<CheckInput> = {}): EventBody {
  const filled: CheckInput = { id: 'c', title: 'A check', verdict: 'passed', detail: 'as expected', ...input };
  return { kind: 'check', checkpoint, check: check(filled) };
}

export function fault(input: Partial<Fault> = {}): EventBody {
  return {
    kind: 'fault',
    fault: {
      id: 'config-key-missing',
      title: 'A Secret lacks a key',
      object: 'Deployment taskflow/taskflow-backend',
      root: true,
      confidence: 'high',
      evidence: [{ text: "couldn't find key ANTHROPIC_API_KEY", file: 'events.txt' }],
      remedy: 'Add ANTHROPIC_API_KEY to `secrets:`.',
      reproduce: 'kubectl -n taskflow describe pod taskflow-backend',
      infrastructure: false,
      ...input,
    },
  };
}

export const failedRun: readonly EventBody[] = [
  started,
  { kind: 'stage-started', stage: 'cluster', title: 'Start the cluster' },
  { kind: 'stage-finished', stage: 'cluster', outcome: 'passed' },
  { kind: 'checkpoint-started', checkpoint: 'pre-deploy', title: 'Before deploying' },
  checked('pre-deploy'),
  { kind: 'checkpoint-finished', checkpoint: 'pre-deploy', outcome: 'passed' },
  { kind: 'stage-started', stage: 'release', title: 'Deploy taskflow' },
  { kind: 'checkpoint-started', checkpoint: 'backend-deployed', title: 'Backend deployed' },
  checked('backend-deployed', { id: 'ready', title: 'The workload is ready', verdict: 'failed', detail: '0 of 1' }),
  { kind: 'checkpoint-finished', checkpoint: 'backend-deployed', outcome: 'failed' },
  fault(),
  fault({ id: 'readiness-wrong-path', title: 'Not ready', root: false }),
  { kind: 'stage-finished', stage: 'release', outcome: 'failed', detail: 'backend-deployed failed' },
  { kind: 'run-finished', verdict: 'failed', reason: 'Secret taskflow-backend has no key ANTHROPIC_API_KEY' },
];
