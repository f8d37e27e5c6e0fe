import type { PipelineInput } from '../../src/config/schema.ts';
import type { Kind } from './draw.ts';

interface Ports {
  readonly registryPort: number;
  readonly referencePort: number;
}

const releases = 'test/e2e/releases';

/** Two components by stages, an image whose base comes from a registry, and a contract that is held against a reference. */
export function pipelineOf(kind: Kind, number: number, { registryPort, referencePort }: Ports): PipelineInput {
  return {
    version: 1,
    name: 'endurance',
    cluster: { provider: 'minikube', kubernetes: 'v1.34.4', keep: true },
    images: {
      app: {
        dockerfile: `${releases}/app/Dockerfile`,
        context: `${releases}/app`,
        args: { BASE: `127.0.0.1:${registryPort}/base:${number}` },
      },
    },
    accept: { weak: true },
    releases: {
      shop: {
        chart: `${releases}/charts/shop`,
        images: { 'api.image': 'app', 'web.image': 'app' },
        set: {
          'api.nodePort': 30581,
          'web.nodePort': 30580,
          'api.text': kind === 'drift' ? 'goodbye' : 'hello',
          'web.text': kind === 'unchanged' ? 'web' : `web ${number}`,
          'web.crash': kind === 'crash' ? 'yes' : '',
        },
        stages: [{ component: 'api', set: { 'web.enabled': false } }, { component: 'web' }],
      },
    },
    checkpoints: { 'api-deployed': { stable: '1s' }, 'web-deployed': { stable: '1s' } },
    candidate: { api: 'http://{{ cluster.ip }}:30581' },
    contract: {
      file: 'test/endurance/contract.yml',
      reference: { api: `http://127.0.0.1:${referencePort}` },
    },
  };
}
