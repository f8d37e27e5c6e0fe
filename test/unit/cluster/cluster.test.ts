import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { deleteCluster, ensureCluster, readState } from '../../../src/cluster/cluster.ts';
import { type ClusterSpec, clusterDefaults, stateOf } from '../../../src/cluster/spec.ts';
import type { ClusterState } from '../../../src/model/cluster.ts';
import type { EventBody } from '../../../src/model/event.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Answer, fakeExec } from '../../support/fake-exec.ts';
import { temporaryFolder } from '../../support/temporary.ts';

let home = '';
beforeEach(async () => {
  home = join(temporaryFolder('taskflow-k8s-test'), 'tf-app-1');
});

const spec = (more: Partial<ClusterSpec> = {}): ClusterSpec => ({
  ...clusterDefaults,
  provider: 'minikube',
  name: 'tf-app-1',
  home,
  kubernetes: 'v1.34.4',
  ...more,
});

const absent: Answer = { when: 'minikube status', stdout: '* Profile "tf-app-1" not found.\n', exitCode: 85 };
const running: Answer = {
  when: 'minikube status',
  stdout: '{"Host":"Running","Kubelet":"Running","APIServer":"Running"}',
};
const started: Answer = { when: 'minikube start', stdout: '' };
const objects = (kubelet = 'v1.34.4'): Answer => ({
  when: /^kubectl .* get nodes,/,
  stdout: JSON.stringify({
    items: [
      {
        kind: 'Node',
        metadata: { name: 'tf-app-1' },
        status: {
          conditions: [{ type: 'Ready', status: 'True' }],
          addresses: [{ type: 'InternalIP', address: '192.168.120.2' }],
          nodeInfo: {
            kubeletVersion: kubelet,
            architecture: 'amd64',
            containerRuntimeVersion: 'containerd://1.6.20',
          },
        },
      },
      { kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } },
      { kind: 'StorageClass', metadata: { name: 'standard' } },
      { kind: 'Service', metadata: { name: 'kube-dns', namespace: 'kube-system' }, spec: { clusterIP: '10.96.0.10' } },
    ],
  }),
});
const dns: Answer = { when: 'docker exec tf-app-1 timeout', stdout: ' 00 5e 54 4b 85 80 00 01 00 01 00 00 00 00' };
const removal: Answer[] = [{ when: 'minikube delete' }, { when: /^docker (container|volume|network) ls/ }];

function world(answers: readonly Answer[]) {
  const { exec, lines } = fakeExec(answers);
  const events: EventBody[] = [];
  const states: ClusterState[] = [];
  const abort = new AbortController();
  const ports = {
    exec,
    clock: fakeClock(),
    signal: abort.signal,
    emit: (event: EventBody) => void events.push(event),
    onState: (state: ClusterState) => void states.push(state),
  };
  return { ports, lines, events, states, abort };
}

describe('a cluster that is not there', () => {
  test('is made, and what is needed to delete it is written down before', async () => {
    const { ports, states } = world([
      absent,
      { ...started, during: () => expect(states).toHaveLength(1) },
      objects(),
      dns,
    ]);
    const handle = await ensureCluster(spec(), ports);
    expect(handle).toEqual({
      provider: 'minikube',
      name: 'tf-app-1',
      kubeconfig: join(home, 'kubeconfig'),
      context: 'tf-app-1',
      nodes: [{ name: 'tf-app-1', address: '192.168.120.2', access: { kind: 'container', container: 'tf-app-1' } }],
      created: true,
      arch: 'amd64',
      runtime: 'containerd',
      kubernetes: 'v1.34.4',
    });
    expect(await readState(home)).toEqual(states[0]);
  });

  test('waits for what pods need, and says what it waits for', async () => {
    const silent = { ...dns, stdout: '', exitCode: 124, once: true };
    const refused = { ...objects(), stdout: '', stderr: 'connection refused\n', exitCode: 1, once: true };
    const { ports, events } = world([absent, started, refused, silent, objects(), dns]);
    await ensureCluster(spec(), ports);
    expect(events.flatMap((event) => (event.kind === 'progress' ? [event.text] : []))).toEqual([
      'waiting: the API server does not answer (connection refused)',
      'waiting: CoreDNS does not answer yet (silent)',
    ]);
  });

  test('is given up on after its deadline, with the last thing that was missing', async () => {
    const { ports } = world([absent, started, ...removal, objects(), { ...dns, stdout: '' }]);
    await expect(ensureCluster(spec({ readyWithinMs: 5000 }), ports)).rejects.toThrow(
      'not ready within 5.0 s: CoreDNS does not answer yet',
    );
  });

  test('that does not come up because a system pod crashes says which', async () => {
    const crash = { name: 'kube-proxy-x', state: { waiting: { reason: 'CrashLoopBackOff' } } };
    const pod = {
      kind: 'Pod',
      metadata: { name: 'kube-proxy-x', namespace: 'kube-system' },
      status: { containerStatuses: [crash] },
    };
    const { items } = JSON.parse(objects().stdout ?? '') as { items: unknown[] };
    const broken = { ...objects(), stdout: JSON.stringify({ items: [...items, pod] }) };
    const { ports } = world([absent, started, ...removal, broken, { ...dns, stdout: '' }]);
    await expect(ensureCluster(spec({ readyWithinMs: 2000 }), ports)).rejects.toThrow(
      'CoreDNS does not answer yet (silent); kube-proxy-x is in CrashLoopBackOff',
    );
  });

  test('is tried once more after a passing trouble, and the first failure is told', async () => {
    const line = (name: string, message: string): string =>
      `${JSON.stringify({ type: 'io.k8s.sigs.minikube.error', data: { name, message, exitcode: '80' } })}\n`;
    const flaky = { ...started, stdout: line('GUEST_PROVISION', 'ssh handshake failed'), exitCode: 80, once: true };
    const { ports, events, lines } = world([absent, flaky, ...removal, started, objects(), dns]);
    await ensureCluster(spec(), ports);
    expect(lines().filter((each) => each.startsWith('minikube start'))).toHaveLength(2);
    expect(lines().findIndex((each) => each.startsWith('minikube delete'))).toBeGreaterThan(0);
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'note', text: expect.stringContaining('ssh handshake') }),
    );
  });

  test('of a version that the product does not know is the configuration’s fault, and not tried again', async () => {
    const message = 'Specified Kubernetes version 9.0.0 is newer than the newest supported version';
    const stdout = `${JSON.stringify({ type: 'io.k8s.sigs.minikube.error', data: { name: 'K8S_NEW_UNSUPPORTED', message } })}\n`;
    const { ports } = world([absent, { ...started, stdout, exitCode: 103 }]);
    await expect(ensureCluster(spec({ kubernetes: 'v9.0.0' }), ports)).rejects.toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('newer than the newest supported'),
    });
  });

  test.each<[string, boolean, Answer[], string]>([
    ['without root', false, [{ when: /--version$/ }], 'it lacks root.'],
    [
      'without its programs',
      true,
      [{ when: /^(crictl|conntrack) /, ended: 'not-found' }, { when: /--version$/ }],
      'it lacks conntrack, crictl.',
    ],
  ])('on this machine itself, %s, is refused before anything is changed', async (_, root, programs, why) => {
    const { ports, lines } = world([absent, ...programs]);
    await expect(ensureCluster(spec({ driver: 'none', root }), ports)).rejects.toThrow(why);
    expect(lines().filter((line) => line.startsWith('minikube start'))).toEqual([]);
  });

  test('that runs another version than was wanted is refused', async () => {
    const { ports } = world([absent, started, objects('v1.33.0'), ...removal, dns]);
    await expect(ensureCluster(spec(), ports)).rejects.toThrow('v1.34.4 is wanted, but node tf-app-1 runs v1.33.0');
  });
});

describe('a cluster that is there', () => {
  const remember = async (state: ClusterState): Promise<void> => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'cluster.json'), JSON.stringify(state));
  };

  test('is taken over when it is healthy and of the same configuration', async () => {
    await remember(stateOf(spec()));
    const { ports, lines } = world([running, objects(), dns]);
    expect(await ensureCluster(spec(), ports)).toMatchObject({ created: false });
    expect(lines().some((line) => line.startsWith('minikube start'))).toBe(false);
  });

  test('is left alone when nobody here made it', async () => {
    const { ports, lines } = world([running]);
    await expect(ensureCluster(spec(), ports)).rejects.toThrow('this project did not make it');
    expect(lines()).toHaveLength(1);
  });

  test.each([
    ['was killed', { ...running, stdout: '{"Host":"Stopped","Kubelet":"Stopped"}' }, spec, 'does not run'],
    ['has another configuration', running, () => spec({ addons: ['ingress'] }), 'another configuration'],
  ])('is made again when it %s', async (_, status, wanted, why) => {
    await remember(stateOf(spec()));
    const { ports, events, lines } = world([status, ...removal, started, objects(), dns]);
    expect(await ensureCluster(wanted(), ports)).toMatchObject({ created: true });
    expect(lines().indexOf('minikube delete --profile=tf-app-1')).toBe(1);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'note', text: expect.stringContaining(why) }));
  });
});

describe('deleting', () => {
  test('removes what the product forgot, then its folder', async () => {
    const { ports: making } = world([absent, started, objects(), dns]);
    await ensureCluster(spec(), making);
    const { ports, lines } = world([
      { when: 'minikube delete' },
      { when: 'docker container ls', stdout: 'c1\n' },
      { when: 'docker volume ls', stdout: 'v1\nv2\n' },
      { when: 'docker network ls' },
      { when: /^docker (container|volume) rm/ },
    ]);
    await deleteCluster(stateOf(spec()), ports);
    expect(lines()).toContain('docker container rm -f -v c1');
    expect(lines()).toContain('docker volume rm v1 v2');
    expect(existsSync(home)).toBe(false);
  });

  test('that does not succeed is an error with the command to use', async () => {
    const { ports } = world([
      { when: 'minikube delete' },
      { when: 'docker container ls', stdout: 'c1\n' },
      { when: 'docker container rm', exitCode: 1, stderr: 'removal is stuck\n' },
    ]);
    await expect(deleteCluster(stateOf(spec()), ports)).rejects.toThrow('not removed completely');
  });
});
