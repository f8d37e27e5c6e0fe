import { expect, test } from '@jest/globals';
import type { KubeAnswer, KubeApi } from '../../../src/ports/kube.ts';
import { refusals } from '../../../src/release/admit.ts';
import { splitDocuments } from '../../../src/release/documents.ts';

/** Answers by `METHOD path`, without the query; everything else is not there. */
function kube(answers: Readonly<Record<string, KubeAnswer>>): { api: KubeApi; asked: string[] } {
  const asked: string[] = [];
  const api: KubeApi = {
    request: async (method, path) => {
      const line = `${method} ${path.replace(/\?.*/, '')}`;
      asked.push(`${method} ${path}`);
      return answers[line] ?? { status: 404, body: { message: 'not found' } };
    },
    watch: async () => undefined,
    close: async () => undefined,
  };
  return { api, asked };
}

const v1 = {
  'GET /api/v1': {
    status: 200,
    body: {
      resources: [
        { name: 'services', kind: 'Service', namespaced: true },
        { name: 'services/status', kind: 'Service', namespaced: true },
        { name: 'namespaces', kind: 'Namespace', namespaced: false },
      ],
    },
  },
};
const service = (name: string): string => `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\n`;

test('asks by dry run alone: a merge for what is there, a creation for what is new', async () => {
  const { api, asked } = kube({
    ...v1,
    'MERGE /api/v1/namespaces/shop/services/old': { status: 200, body: {} },
    'POST /api/v1/namespaces/shop/services': { status: 201, body: {} },
  });
  expect(await refusals(splitDocuments(service('old') + service('new')), 'shop', api)).toEqual([]);
  expect(asked.filter((line) => !line.startsWith('GET')).every((line) => line.includes('dryRun=All'))).toBe(true);
  expect(asked.map((line) => line.split(' ')[0])).toEqual(['GET', 'MERGE', 'MERGE', 'POST']);
});

test('says what the server refuses, in its words', async () => {
  const message = 'Service "web" is invalid: spec.clusterIP: field is immutable';
  const { api } = kube({ ...v1, 'MERGE /api/v1/namespaces/shop/services/web': { status: 422, body: { message } } });
  expect(await refusals(splitDocuments(service('web')), 'shop', api)).toEqual([`Service web: ${message}`]);
});

test('lets pass what comes with the chart itself: a kind of its own, a namespace of its own', async () => {
  const { api } = kube({
    ...v1,
    'POST /api/v1/namespaces/other/services': { status: 404, body: { message: 'namespaces "other" not found' } },
  });
  const own = '---\napiVersion: x.io/v1\nkind: Thing\nmetadata: { name: a }\n';
  const elsewhere = '---\napiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: other }\n';
  expect(await refusals(splitDocuments(own + elsewhere), 'shop', api)).toEqual([]);
});
