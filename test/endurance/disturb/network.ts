import { must } from '../../e2e/clusters/shell.ts';
import type { World } from '../world.ts';
import type { Disturbance } from './table.ts';

/** Packets are dropped inside the container that is cut off: nothing outside of it is touched. */
export const cut =
  (what: 'reference' | 'registry' | 'api'): Disturbance['begin'] =>
  async ({ world }) => {
    const { container, port } = target(what, world);
    const pid = await must('docker', ['inspect', '--format', '{{.State.Pid}}', container]).catch(() => '0');
    if (Number(pid) === 0) return undefined;
    // The node asks its own API server through its own address: that comes in by the loopback and is left alone.
    const rule = ['INPUT', '!', '-i', 'lo', '-p', 'tcp', '--dport', String(port), '-j', 'DROP'];
    const inside = ['--target', pid.trim(), '--net', 'iptables'];
    await must('nsenter', [...inside, '--insert', ...rule]);
    return async () => {
      await must('nsenter', [...inside, '--delete', ...rule]);
    };
  };

export const pause: Disturbance['begin'] = async ({ world }) => {
  const paused = await must('docker', ['pause', world.node]).catch(() => undefined);
  if (paused === undefined) return undefined;
  return async () => {
    await must('docker', ['unpause', world.node]);
  };
};

function target(what: 'reference' | 'registry' | 'api', world: World): { container: string; port: number } {
  if (what === 'api') return { container: world.node, port: 8443 };
  return what === 'registry' ? { container: world.registry, port: 5000 } : { container: world.reference, port: 8080 };
}
