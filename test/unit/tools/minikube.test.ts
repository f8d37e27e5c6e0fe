import { describe, expect, test } from '@jest/globals';
import { parseStartLine, parseStatus, startArgs } from '../../../src/tools/minikube.ts';

const plain = {
  profile: 'tf-app-1',
  driver: 'docker',
  runtime: 'containerd',
  nodes: 1,
  nodePorts: [],
  addons: [],
  force: false,
  extraArgs: [],
};

describe('minikube start', () => {
  test('asks for nothing that was not configured', () => {
    expect(startArgs(plain)).toEqual([
      'start',
      '--profile=tf-app-1',
      '--driver=docker',
      '--container-runtime=containerd',
      '--interactive=false',
      '--output=json',
      '--wait=none',
      '--embed-certs',
      '--delete-on-failure=false',
    ]);
  });

  test('puts the user’s arguments last, so that they win', () => {
    const args = startArgs({
      ...plain,
      kubernetes: 'v1.34.4',
      nodes: 2,
      cpus: 'no-limit',
      memory: '6144mb',
      disk: '20000mb',
      baseImage: 'local/base:1',
      staticIp: '192.168.120.2',
      nodePorts: [30080, 30081],
      addons: ['ingress'],
      force: true,
      extraArgs: ['--preload=false', '--cni=bridge'],
    });
    expect(args.slice(9)).toEqual([
      '--kubernetes-version=v1.34.4',
      '--nodes=2',
      '--cpus=no-limit',
      '--memory=6144mb',
      '--disk-size=20000mb',
      '--base-image=local/base:1',
      '--static-ip=192.168.120.2',
      '--ports=127.0.0.1:30080:30080',
      '--ports=127.0.0.1:30081:30081',
      '--addons=ingress',
      '--force',
      '--preload=false',
      '--cni=bridge',
    ]);
  });

  test('reports its steps, and its errors with an id', () => {
    expect(
      parseStartLine(
        '{"specversion":"1.0","source":"https://minikube.sigs.k8s.io/","type":"io.k8s.sigs.minikube.step","datacontenttype":"application/json","data":{"currentstep":"8","message":"Creating docker container","name":"Creating Container","totalsteps":"19"}}',
      ),
    ).toEqual({ kind: 'step', step: 8, of: 19, name: 'Creating Container' });
    expect(
      parseStartLine(
        '{"type":"io.k8s.sigs.minikube.error","data":{"advice":"Run it again\\n","exitcode":"80","issues":"","message":"Failed to start host","name":"GUEST_PROVISION","url":""}}',
      ),
    ).toEqual({ kind: 'error', id: 'GUEST_PROVISION', message: 'Failed to start host', advice: 'Run it again' });
    expect(parseStartLine('! plain text')).toBeUndefined();
  });
});

test('status: one node, several nodes, no profile', () => {
  const node = '{"Name":"a","Host":"Running","Kubelet":"Running","APIServer":"Stopped","Kubeconfig":"Configured"}';
  const parsed = { host: 'Running', kubelet: 'Running', apiServer: 'Stopped' };
  expect(parseStatus(node)).toEqual([parsed]);
  expect(parseStatus(`[${node},${node}]`)).toEqual([parsed, parsed]);
  const message = '{"type":"io.k8s.sigs.minikube.info","data":{"message":"Profile \\"a\\" not found."}}';
  expect(parseStatus(`${message}\n${message}\n`)).toEqual([]);
  expect(parseStatus('* Profile "a" not found.\n')).toEqual([]);
});
