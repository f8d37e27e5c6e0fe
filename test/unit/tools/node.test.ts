import { describe, expect, test } from '@jest/globals';
import { dnsProbeArgv, parseDnsProbe } from '../../../src/tools/dns.ts';
import { canonicalRef, inNode, parseNodeStore } from '../../../src/tools/node.ts';

describe('the name that a node gives an image', () => {
  test.each([
    ['app', 'docker.io/library/app:latest'],
    ['app:1.0', 'docker.io/library/app:1.0'],
    ['team/app:1.0', 'docker.io/team/app:1.0'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['ghcr.io/team/app:1.0', 'ghcr.io/team/app:1.0'],
    ['registry/app@sha256:00', 'docker.io/registry/app@sha256:00'],
  ])('%s', (ref, expected) => expect(canonicalRef(ref)).toBe(expected));
});

test('a node tells its images, its snapshotter and its unpacked layers in one answer', () => {
  const store =
    parseNodeStore(`{"images":[{"id":"sha256:aa","repoTags":["docker.io/library/app:1","docker.io/library/app:2"]}]}
===
version = 2
      snapshotter = "overlayfs"
===
KEY        PARENT     KIND
sha256:c1             Committed
sha256:c2  sha256:c1  Committed
k8s-active sha256:c2  Active
`);
  expect([...store.images]).toEqual([
    ['docker.io/library/app:1', 'sha256:aa'],
    ['docker.io/library/app:2', 'sha256:aa'],
  ]);
  expect(store.snapshotter).toBe('overlayfs');
  expect([...store.chains]).toEqual(['sha256:c1', 'sha256:c2']);
});

test('a command goes into the container of a node, onto the host, or nowhere', () => {
  const node = { name: 'n', address: '', access: { kind: 'container', container: 'tf-1' } } as const;
  expect(inNode({ tool: 'docker' }, node, ['ctr', 'x'], { stdin: 'y' })).toEqual({
    tool: 'docker',
    args: ['exec', '-i', 'tf-1', 'ctr', 'x'],
    stdin: 'y',
  });
  expect(inNode({ tool: 'docker' }, { ...node, access: { kind: 'host' } }, ['ctr', 'x'])).toEqual({
    tool: 'ctr',
    args: ['x'],
  });
  expect(inNode({ tool: 'docker' }, { ...node, access: { kind: 'none' } }, ['ctr'])).toBeUndefined();
});

describe('the DNS question', () => {
  test('is a whole message with its length in front', () => {
    const script = dnsProbeArgv('10.96.0.10', 'a.bc')[4] as string;
    expect(script).toContain('/dev/tcp/10.96.0.10/53');
    const bytes = [...script.matchAll(/\\x([0-9a-f]{2})/g)].map(([, hex]) => Number.parseInt(hex as string, 16));
    expect(bytes.slice(0, 2)).toEqual([0, bytes.length - 2]);
    expect(bytes.slice(14)).toEqual([1, 97, 2, 98, 99, 0, 0, 1, 0, 1]);
  });

  test.each([
    [' 00 5e 54 4b 85 80 00 01 00 01 00 00 00 00', 'answered'],
    [' 00 5e 54 4b 85 83 00 01 00 00 00 01 00 00', 'no-such-name'],
    [' 00 5e 54 4b 85 82 00 01 00 00 00 00 00 00', 'failed'],
    [' 48 54 54 50 2f 31 2e 31 20 34 30 30 20 42', 'silent'],
    ['', 'silent'],
  ])('answered by%s: %s', (text, expected) => expect(parseDnsProbe(text)).toBe(expected));
});
