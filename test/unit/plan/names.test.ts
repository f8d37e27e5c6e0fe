import { describe, expect, test } from '@jest/globals';
import { clusterName, nodeAddress, subnetOf } from '../../../src/plan/names.ts';
import { parseNetworks, parseRoutes } from '../../../src/tools/docker-output.ts';

const name = 'tf-shop-0123abcd';
const first = nodeAddress(name);

describe('the address of a node', () => {
  test('is known from the name alone, and the same each time', () => {
    expect(first).toMatch(/^192\.168\.(1\d\d|2[0-4]\d)\.2$/);
    expect(nodeAddress(name)).toBe(first);
  });

  test.each([
    ['another cluster', [{ name: 'other', subnet: subnetOf(first) }]],
    ['a wider network of Docker', [{ name: 'wide', subnet: '192.168.224.0/19' }]],
    ['a route to one host of it', [{ subnet: first.replace(/2$/, '77') }]],
  ])('avoids %s, each time in the same way', (_, networks) => {
    const chosen = nodeAddress(name, networks);
    expect(chosen).not.toBe(first);
    expect(nodeAddress(name, [...networks].reverse())).toBe(chosen);
  });

  test('stays with the network that the cluster has, wherever that is', () => {
    const own = [
      { name: 'other', subnet: '10.1.0.0/16' },
      { name, subnet: '192.168.207.0/24' },
      { subnet: '192.168.207.0/24' },
    ];
    expect(nodeAddress(name, own)).toBe('192.168.207.2');
  });

  test('is different for every one of 150 clusters that are made one after the other', () => {
    const networks: { name: string; subnet: string }[] = [];
    for (let index = 0; index < 150; index++) {
      const cluster = clusterName({ name: 'shop', workspace: '/w', cluster: 'kind', ci: String(index) });
      networks.push({ name: cluster, subnet: subnetOf(nodeAddress(cluster, networks)) });
    }
    expect(new Set(networks.map(({ subnet }) => subnet)).size).toBe(150);
    // When all are taken the engine says so, in its own words.
    expect(nodeAddress('one-more', networks)).toMatch(/^192\.168\.\d+\.2$/);
  });
});

test('networks are read as Docker and the kernel tell them', () => {
  const docker = [
    { Name: 'kind', IPAM: { Config: [{ Subnet: 'fc00::/64' }, { Subnet: '172.18.0.0/16' }] } },
    { Name: 'host', IPAM: { Config: [] } },
    { Name: 'none', IPAM: { Config: null } },
  ];
  expect(parseNetworks(JSON.stringify(docker))).toEqual([
    { name: 'kind', subnet: 'fc00::/64' },
    { name: 'kind', subnet: '172.18.0.0/16' },
  ]);
  expect(parseNetworks('')).toEqual([]);
  const routes = `default via 10.0.0.1 dev eth0
10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5
blackhole 192.168.140.0/24
192.168.130.7 via 10.0.0.9 dev eth0
192.168.120.0/24 dev br-1 proto kernel scope link src 192.168.120.1 linkdown
`;
  expect(parseRoutes(routes).map(({ subnet }) => subnet)).toEqual([
    '10.0.0.0/24',
    '192.168.140.0/24',
    '192.168.130.7',
    '192.168.120.0/24',
  ]);
});
