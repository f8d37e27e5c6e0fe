import { describe, expect, test } from '@jest/globals';
import { joinDocuments, splitDocuments } from '../../../src/release/documents.ts';
import { keepLater } from '../../../src/release/keep.ts';
import { type SwapInput, swapIn } from '../../../src/release/swap.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  template:
    spec:
      initContainers:
        - image: 'busybox:1.36'
          imagePullPolicy: Always
          name: wait
      containers:
        - name: side
          imagePullPolicy: Always
          image: other:1
        - name: api
          imagePullPolicy: "Always"
          env:
            - name: image
              value: todo:v1
          image: "todo:v1" # the application
        - image: todo:v1
          name: worker
          ports:
            - containerPort: 80
          imagePullPolicy: Always`;

interface Rendered {
  readonly spec: { readonly template: { readonly spec: Readonly<Record<string, readonly object[]>> } };
}

const input: SwapInput = {
  swap: { 'todo:v1': { repository: 'todo', tag: 'sha-1' } },
  loaded: new Set(['todo:sha-1']),
  namespace: 'shop',
};

describe('swapIn', () => {
  test('swaps the images that are named, and the pull policy of those alone', () => {
    const { documents, said } = swapIn(splitDocuments(deployment), input);
    const [document] = splitDocuments(joinDocuments(documents));
    if (!document) throw new Error('no document is left');
    const { spec } = (document.object as unknown as Rendered).spec.template;
    expect(spec.initContainers).toMatchObject([{ image: 'busybox:1.36', imagePullPolicy: 'Always' }]);
    expect(spec.containers).toMatchObject([
      { name: 'side', image: 'other:1', imagePullPolicy: 'Always' },
      { name: 'api', image: 'todo:sha-1', imagePullPolicy: 'IfNotPresent', env: [{ name: 'image', value: 'todo:v1' }] },
      { name: 'worker', image: 'todo:sha-1', imagePullPolicy: 'IfNotPresent' },
    ]);
    expect(said).toHaveLength(4);
    expect(said[0]).toBe('Deployment api: image todo:v1 → todo:sha-1');
  });

  test('leaves out the Namespace that the pipeline makes, and no other', () => {
    const text = ['shop', 'another'].map((name) => `---\nkind: Namespace\nmetadata: { name: ${name} }\n`).join('');
    const { documents, said } = swapIn(splitDocuments(text), input);
    expect(documents.map(({ object }) => object.metadata.name)).toEqual(['another']);
    expect(said).toEqual(['Namespace shop is left out: the pipeline made it']);
  });

  test('changes nothing where nothing is to be changed', () => {
    const documents = splitDocuments(deployment);
    const nothing = swapIn(documents, { ...input, swap: {}, loaded: new Set() });
    expect(nothing.documents).toEqual(documents);
    expect(nothing.said).toEqual([]);
  });
});

test('documents keep their text: numbers, quotes and comments as Helm wrote them', () => {
  const text =
    '---\n# Source: x\nkind: ConfigMap\nmetadata: { name: a }\ndata: { mode: "0644" }\n--- \n\n---\nkind: Secret\nmetadata: { name: b }\nmode: 0644\n';
  const documents = splitDocuments(text);
  expect(documents.map((each) => each.object.metadata.name)).toEqual(['a', 'b']);
  expect(documents[0]?.text).toContain('# Source: x');
  expect(joinDocuments(documents)).toContain('mode: 0644\n');
});

test('what a stage switches off is kept as it is deployed; what it renders itself is not', () => {
  const object = (kind: string, name: string, version: number): string =>
    `---\nkind: ${kind}\nmetadata: { name: ${name} }\nversion: ${version}\n`;
  const deployed = splitDocuments(
    object('Deployment', 'api', 1) + object('Deployment', 'web', 1) + object('Service', 'web', 1),
  );
  const rendered = splitDocuments(object('Deployment', 'api', 2) + object('Service', 'api', 2));
  expect(keepLater(rendered, deployed).map(({ text }) => text)).toEqual([
    'kind: Deployment\nmetadata: { name: web }\nversion: 1',
    'kind: Service\nmetadata: { name: web }\nversion: 1',
  ]);
  expect(keepLater(rendered, [])).toEqual([]);
});
