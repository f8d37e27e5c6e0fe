import { expect, test } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse.ts';
import { wireCharts } from '../../../src/config/wire.ts';

function wired(inputs: Record<string, string>, values: unknown, file?: string) {
  const parsed = parseConfig({
    ...(file === undefined ? {} : { file: { name: 'pipeline.yml', text: file } }),
    inputs,
    env: {},
    fallbackName: 'shop',
    facts: () => ({}),
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const release = wireCharts(parsed.config, { shop: values }).releases.shop;
  return { images: release?.images, secrets: release?.secrets };
}

const two = { chart: 'c', images: 'shop-backend=b/Dockerfile\nshop-frontend=f/Dockerfile' };

test.each([
  ['by the part of the chart', { backend: { image: { repository: 'x' } }, frontend: { image: 'y:1' } }],
  [
    'by the name of the image',
    { backend: { image: { repository: 'r.io/shop-backend' } }, frontend: { image: 'shop-frontend:1' } },
  ],
  ['by name and tag', { backend: { image: { name: 'x', tag: '1' } }, frontend: { image: { name: 'y', tag: '2' } } }],
])('images are found %s', (_, values) => {
  expect(wired(two, values).images).toEqual({ 'backend.image': 'shop-backend', 'frontend.image': 'shop-frontend' });
});

test('one image and one place for it need no name', () => {
  expect(wired({ chart: 'c', images: 'web=Dockerfile' }, { image: { repository: 'nginx', tag: '1' } }).images).toEqual({
    image: 'web',
  });
});

test("somebody else's image stays as it is", () => {
  expect(wired(two, { backend: { image: 'x' }, postgres: { image: 'postgres:16' } }).images).toEqual({
    'backend.image': 'shop-backend',
  });
  expect(wired(two, { image: { pullPolicy: 'Never' } }).images).toStrictEqual({});
  expect(wired(two, { image: 'nginx' }).images).toStrictEqual({});
  const one = { chart: 'c', images: 'web=Dockerfile' };
  expect(wired(one, { main: { image: 'nginx' }, side: { image: 'redis' } }).images).toStrictEqual({});
  expect(wired(two, { backend: { imagePullPolicy: 'Always' } }).images).toStrictEqual({});
});

test('the Secret of the release is handed to the chart that asks for one', () => {
  const secrets = { chart: 'c', secrets: 'TOKEN=abc' };
  expect(wired(secrets, { existingSecret: '' }).secrets).toEqual({ existingSecret: 'shop' });
  expect(wired(secrets, { backend: { auth: { existingSecret: null } } }).secrets).toEqual({
    'backend.auth.existingSecret': 'shop',
  });
  expect(wired(secrets, { existingSecret: { name: '' } }).secrets).toEqual({});
  expect(wired({ chart: 'c' }, { existingSecret: '' }).secrets).toEqual({});
});

test('what is written wins, and a chart without values changes nothing', () => {
  const file = `version: 1
images: { web: { dockerfile: D }, api: { dockerfile: D } }
secrets: { shop: { keys: [A] }, other: { keys: [A] } }
releases: { shop: { chart: c, images: { main.image: web }, secrets: { here: other } } }`;
  const values = { web: { image: 'x' }, api: { image: 'y' }, existingSecret: '' };
  expect(wired({}, values, file)).toEqual({ images: { 'main.image': 'web' }, secrets: { here: 'other' } });
  const swapped = `version: 1
images: { web: { dockerfile: D } }
releases: { shop: { chart: c, swap: { nginx: web } } }`;
  expect(wired({}, values, swapped).images).toStrictEqual({});
  expect(wired(two, undefined)).toEqual({ images: {}, secrets: {} });
});
