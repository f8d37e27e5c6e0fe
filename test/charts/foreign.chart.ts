// The foreign charts are as odd as their READMEs say; what the product makes of them is tested where it does it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { at, find, type Manifest, manifests, ROOT, render, run, template } from './helm.ts';
import { containers, podSpec } from './pods.ts';

const FOREIGN = 'test/charts/foreign';
const chart = (name: string): string => `${FOREIGN}/${name}`;
const images = (all: readonly Manifest[]): readonly string[] =>
  all
    .flatMap(podSpec)
    .flatMap(containers)
    .map((one) => one.image);

test('every chart says in its README what is odd, and the list names it', () => {
  const folders = readdirSync(join(ROOT, FOREIGN), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const list = readFileSync(join(ROOT, FOREIGN, 'README.md'), 'utf8');
  expect(folders.length).toBeGreaterThanOrEqual(5);
  for (const { name } of folders) {
    expect(existsSync(join(ROOT, FOREIGN, name, 'README.md'))).toBe(true);
    expect(list).toContain(`[${name}](${name})`);
  }
});

test('one-string: one value is the whole image, and no probe is there', () => {
  const all = render(chart('one-string'), { set: ['api.image=other:2'] });
  expect(images(all)).toEqual(['other:2']);
  expect(JSON.stringify(all)).not.toContain('Probe');
});

test('always-pull: a loaded image would be asked of a registry', () => {
  expect(JSON.stringify(render(chart('always-pull')))).toContain('"imagePullPolicy":"Always"');
  expect(images(render(chart('always-pull'), { set: ['image.tag='] }))).toEqual(['todo-web:']);
});

test('hard-coded: no value moves the images or the namespace', () => {
  const all = render(chart('hard-coded'), { set: ['frontend.image=x', 'namespace=y'] });
  expect(images(all)).toEqual(['todo-backend:v1', 'todo-frontend:v1']);
  expect(new Set(all.map((one) => one.metadata.namespace))).toEqual(new Set([undefined, 'todo-app']));
});

test('secret-values: one secret is plain text in the Deployment, and a changed Secret changes no pod', () => {
  const before = render(chart('secret-values'), { set: ['env.OPENAI_API_KEY=sk-plain'] });
  const after = render(chart('secret-values'), { set: ['env.OPENAI_API_KEY=sk-plain', 'secrets.cohereApiKey=other'] });
  expect(JSON.stringify(find(before, 'Deployment', 'assistant'))).toContain('sk-plain');
  expect(find(after, 'Deployment', 'assistant')).toEqual(find(before, 'Deployment', 'assistant'));
  expect(find(after, 'Secret', 'assistant-secrets')).not.toEqual(find(before, 'Secret', 'assistant-secrets'));
});

test('port-80: the Service listens on 80 and leads to 3000', () => {
  const all = render(chart('port-80'));
  expect(at(find(all, 'Service', 'example-frontend'), 'spec', 'ports')).toEqual([{ port: 80, targetPort: 3000 }]);
  expect(at(find(all, 'Ingress', 'example'), 'spec', 'rules', 0, 'host')).toBe('todo.local');
});

test('nested: the inner copy is another version that Helm does not see', () => {
  const folders = ['todo-chart', 'todo-chart/todo-chart', 'todo-chart-backup'].map((name) =>
    join(chart('nested/helm'), name),
  );
  const versions = folders.map((folder) => load(readFileSync(join(ROOT, folder, 'Chart.yaml'), 'utf8')));
  expect(versions.map((one) => [at(one, 'name'), at(one, 'version')])).toEqual([
    ['todo-chart', '0.3.0'],
    ['todo-chart', '0.1.0'],
    ['todo-chart', '0.2.0'],
  ]);
  expect(images(render(chart('nested/helm/todo-chart')))).toEqual(['todo-app:0.3']);
});

test('broken-indentation: helm names the file, and a line that is not the one of the template', () => {
  const { ok, stderr } = template(chart('broken-indentation'));
  expect(ok).toBe(false);
  expect(stderr).toMatch(/todo-broken\/templates\/deployment\.yaml: .*line \d+/);
  const lines = readFileSync(join(ROOT, chart('broken-indentation'), 'templates/deployment.yaml'), 'utf8').split('\n');
  const told = Number(/line (\d+)/.exec(stderr)?.[1]);
  expect(lines.indexOf('       env:') + 1).toBe(19);
  expect(told).not.toBe(19);
});

test('umbrella: one global value moves both subcharts, and the hook has an image of its own', () => {
  const all = manifests(run('helm', ['template', 'x', chart('umbrella'), '--set=global.imageTag=7']).stdout);
  expect([...images(all)].sort()).toEqual(['platform-api:7', 'platform-seed:1', 'platform-ui:7']);
});
