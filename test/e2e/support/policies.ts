import { policiesImage, policiesManifest } from '../clusters/policies.ts';
import { until } from '../clusters/shell.ts';
import { loadImage, type System } from './system.ts';

/** A way from a pod to an address: `deploy/frontend → backend:8000`. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly open: boolean;
}

/** A pod of nobody's, for which no rule was written. */
export const stranger = 'pod/stranger';

/** Brings the kit's enforcement of NetworkPolicies, and the stranger. Every way must be open as long as there is no policy. */
export async function enforcePolicies(system: System, image: string, ways: readonly Way[]): Promise<void> {
  await loadImage(policiesImage, system.cluster);
  await system.wide(['apply', '-f', policiesManifest]);
  const program = ['--command', '--', 'node', '-e', 'setInterval(() => {}, 60_000)'];
  await system.kubectl([
    'run',
    'stranger',
    `--image=${image}`,
    '--image-pull-policy=Never',
    '--restart=Never',
    ...program,
  ]);
  await system.wide(['rollout', 'status', 'daemonset/network-policies', '--namespace=kube-system', '--timeout=90s']);
  await system.kubectl(['wait', stranger, '--for=condition=Ready', '--timeout=60s']);
  await expectWays(
    system,
    ways.map((way) => ({ ...way, open: true })),
  );
}

/** Rules reach the packet filter a moment after their policies are there. */
export async function expectWays(system: System, ways: readonly Way[]): Promise<void> {
  const wanted = ways.map(({ from, to, open }) => `${from} → ${to}: ${open ? 'open' : 'closed'}`);
  await until(20, async () => {
    const found = await Promise.all(
      ways.map(async ({ from, to }) => `${from} → ${to}: ${await tryWay(system, from, to)}`),
    );
    const wrong = found.filter((line, index) => line !== wanted[index]);
    if (wrong.length > 0) throw new Error(`not as the policies have it: ${wrong.join('; ')}`);
  });
}

const tryWay = ({ kubectl }: System, from: string, to: string): Promise<'open' | 'closed'> =>
  kubectl(['exec', from, '--', ...connect(from, ...(to.split(':') as [string, string]))]).then(
    () => 'open',
    () => 'closed',
  );

/** A connection alone: a database says nothing of itself. */
const connect = (from: string, host: string, port: string): readonly string[] =>
  from.includes('backend')
    ? ['python', '-c', `import socket; socket.create_connection(("${host}", ${port}), timeout=2)`]
    : [
        'node',
        '-e',
        `const s = require('net').connect(${port}, '${host}', () => process.exit(0));
         s.on('error', () => process.exit(1)); setTimeout(() => process.exit(1), 2000)`,
      ];
