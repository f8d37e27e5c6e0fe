import { describe, expect, test } from '@jest/globals';
import { createArgs, kindConfig, parseCreateLine } from '../../../src/tools/kind.ts';

test('kind create: our kubeconfig, our wait, the failed node kept for its logs', () => {
  expect(
    createArgs({ name: 'tf', kubeconfig: '/h/kubeconfig', config: '-', nodeImage: 'node:1', extraArgs: ['-v=1'] }),
  ).toEqual([
    'create',
    'cluster',
    '--name',
    'tf',
    '--kubeconfig',
    '/h/kubeconfig',
    '--config',
    '-',
    '--image',
    'node:1',
    '--wait',
    '0s',
    '--retain',
    '-v=1',
  ]);
});

test('its configuration maps every NodePort to loopback only', () => {
  expect(JSON.parse(kindConfig({ nodePorts: [30080], workers: 1, disableDefaultCni: true }))).toEqual({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking: { disableDefaultCNI: true },
    nodes: [
      {
        role: 'control-plane',
        extraPortMappings: [{ containerPort: 30080, hostPort: 30080, listenAddress: '127.0.0.1', protocol: 'TCP' }],
      },
      { role: 'worker' },
    ],
  });
});

describe('its progress', () => {
  test.each([
    [
      ' ✓ Ensuring node image (kindest/node:v1.34.4) 🖼',
      { done: true, name: 'Ensuring node image (kindest/node:v1.34.4)' },
    ],
    [' ✗ Starting control-plane 🕹️', { done: false, name: 'Starting control-plane' }],
    [' • Preparing nodes 📦  ...', undefined],
    ['Set kubectl context to "kind-tf"', undefined],
  ])('%s', (line, expected) => expect(parseCreateLine(line)).toEqual(expected));
});
