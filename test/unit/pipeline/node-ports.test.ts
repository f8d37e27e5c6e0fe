import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Config } from '../../../src/config/config.ts';
import { fixedNodePorts, nodePortsIn } from '../../../src/pipeline/node-ports.ts';

const workspace = mkdtempSync(join(tmpdir(), 'node-ports-'));
afterAll(() => rmSync(workspace, { recursive: true }));

test.each<[string, unknown, readonly number[]]>([
  ['a nested value', { frontend: { service: { type: 'NodePort', nodePort: 30300 } } }, [30300]],
  ['a path as `set` writes it', { 'frontend.service.nodePort': 30300 }, [30300]],
  ['a text', { nodePort: '30301' }, [30301]],
  ['several by name', { nodePorts: { http: 30080, https: 30443 } }, [30080, 30443]],
  ['a list', { services: [{ nodePort: 31000 }] }, [31000]],
  ['one left to the cluster', { service: { nodePort: '' } }, []],
  ['out of the range', { service: { nodePort: 8080 } }, []],
  ['another key', { service: { port: 30300 }, nodePortRange: 30300 }, []],
  ['nothing', undefined, []],
])('%s', (_, tree, ports) => expect(nodePortsIn(tree)).toEqual(ports));

test('from the chart, the values files, the settings and the stages, each once', async () => {
  mkdirSync(join(workspace, 'chart'));
  writeFileSync(join(workspace, 'chart/values.yaml'), 'service: { nodePort: 30002 }\n');
  writeFileSync(join(workspace, 'own.yaml'), 'service: { nodePort: 30001 }\n');
  const config = {
    releases: {
      web: {
        ...{ chart: 'chart', values: ['own.yaml'], set: { 'a.nodePort': 30001 } },
        stages: [{ component: 'web', set: { 'b.nodePort': 30003 } }],
      },
      elsewhere: { chart: 'oci://registry.example/chart', values: [], set: {} },
    },
  } as unknown as Config;
  expect(await fixedNodePorts(config, workspace)).toEqual([30001, 30002, 30003]);
});
