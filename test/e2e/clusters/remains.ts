import { spawn } from 'node:child_process';
import { must } from './shell.ts';

interface DockerEvent {
  readonly Type: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

export interface Watch {
  /** What Docker still has of the containers, networks and volumes that came with clusters of this name. */
  readonly remains: (name: string) => Promise<readonly string[]>;
  readonly stop: () => void;
}

/** An anonymous volume tells of no cluster, but the engine tells which container it is mounted in. */
export function watchEngine(): Watch {
  const wanted = ['type=container', 'type=volume', 'event=create', 'event=mount'];
  const filters = wanted.flatMap((filter) => ['--filter', filter]);
  const events = spawn('docker', ['events', '--format', '{{json .}}', ...filters], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  events.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  const volumesOf = (name: string): readonly string[] => {
    const seen = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as DockerEvent);
    const ours = seen.filter(
      ({ Type, Actor }) => Type === 'container' && (Actor.Attributes.name ?? '').startsWith(name),
    );
    const containers = new Set(ours.map(({ Actor }) => Actor.ID));
    return seen
      .filter(({ Type, Actor }) => Type === 'volume' && containers.has(Actor.Attributes.container ?? ''))
      .map(({ Actor }) => Actor.ID);
  };
  const remains = async (name: string): Promise<readonly string[]> => {
    const there = await Promise.all([
      must('docker', ['container', 'ls', '--all', '--filter', `name=^${name}`, '--format', 'container {{.Names}}']),
      must('docker', ['network', 'ls', '--filter', `name=^${name}`, '--format', 'network {{.Name}}']),
      must('docker', ['volume', 'ls', '--quiet']),
    ]);
    const volumes = volumesOf(name);
    return there
      .join('')
      .split('\n')
      .filter((line) => / /.test(line) || volumes.includes(line));
  };
  return { remains, stop: () => void events.kill() };
}
