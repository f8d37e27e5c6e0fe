import { formatBytes } from '../lib/quantity.ts';
import type { Finding, MachineFacts, Provider } from './facts.ts';
import { asRoot, remedyFor } from './remedies.ts';

const GiB = 1024 ** 3;

interface Scale {
  readonly id: string;
  readonly title: string;
  readonly value: number | undefined;
  readonly show: (value: number) => string;
  /** Below this a run cannot work. */
  readonly least: number;
  /** Below this it may, and slowly. */
  readonly enough: number;
  readonly remedy: readonly string[];
}

/** The cluster's node is on this machine, except for a cluster that is there already. */
export function hardwareFindings(facts: MachineFacts, provider: Provider): Finding[] {
  if (provider === 'existing') return [];
  const plain = (value: number): string => String(value);
  const bytes = (value: number): string => formatBytes(value);
  const vm =
    facts.os === 'macos'
      ? 'Docker Desktop → Settings → Resources'
      : facts.wsl
        ? '.wslconfig, section [wsl2]'
        : undefined;
  const more = (what: string): string[] => [
    vm ? `give it more ${what}: ${vm}` : `a machine or runner with more ${what}`,
  ];
  return [
    scaled({ id: 'cpus', title: 'cores', value: facts.cpus, show: plain, least: 2, enough: 2, remedy: more('cores') }),
    scaled({
      id: 'memory',
      title: 'memory',
      value: facts.memoryBytes,
      show: bytes,
      least: 1.9 * GiB,
      enough: 3.8 * GiB,
      remedy: more('memory'),
    }),
    scaled({
      id: 'disk',
      title: `free disk${facts.freeDisk ? ` (${facts.freeDisk.path})` : ''}`,
      value: facts.freeDisk?.bytes,
      show: bytes,
      least: 4 * GiB,
      enough: 10 * GiB,
      remedy: ['docker system df    # what Docker holds', 'docker system prune # removes what is unused'],
    }),
  ];
}

function scaled({ id, title, value, show, least, enough, remedy }: Scale): Finding {
  const base = { id, title };
  if (value === undefined) return { ...base, needed: false, state: 'ok', found: 'could not be told', remedy: [] };
  if (value < least)
    return { ...base, needed: true, state: 'missing', found: `${show(value)}; ${show(least)} are needed`, remedy };
  if (value < enough)
    return { ...base, needed: false, state: 'low', found: `${show(value)}; ${show(enough)} are better`, remedy };
  return { ...base, needed: true, state: 'ok', found: show(value), remedy: [] };
}

export function limitFindings(facts: MachineFacts, provider: Provider): Finding[] {
  if (provider === 'existing') return [];
  return [...cgroupFindings(facts), ...fileFindings(facts), ...socketFindings(facts)];
}

function cgroupFindings(facts: MachineFacts): Finding[] {
  const { cgroup } = facts;
  if (!cgroup) return [];
  const base = { id: 'cgroup', title: 'control groups', needed: false };
  const absent = ['cpu', 'memory', 'pids'].filter((name) => !cgroup.controllers.includes(name));
  if (cgroup.version === 1)
    return [
      {
        ...base,
        state: 'low',
        found: 'version 1, which Kubernetes is leaving behind',
        remedy: asRoot(
          facts.wsl ? ['wsl --update'] : ['add systemd.unified_cgroup_hierarchy=1 to the kernel’s command line'],
          facts,
        ),
      },
    ];
  if (absent.length > 0)
    return [
      {
        ...base,
        state: 'low',
        found: `version 2 without ${absent.join(', ')}`,
        remedy: ['let the engine’s service delegate them: Delegate=yes'],
      },
    ];
  return [{ ...base, state: 'ok', found: 'version 2', remedy: [] }];
}

/** A node watches many files; too few of these show as “too many open files” in the kubelet. */
function fileFindings(facts: MachineFacts): Finding[] {
  const { inotify, openFiles } = facts;
  const found: Finding[] = [];
  if (inotify) {
    const low = inotify.instances < 128 || inotify.watches < 65_536;
    const values = `${inotify.instances} instances, ${inotify.watches} watches`;
    const remedy = asRoot(['sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288'], facts);
    found.push({
      id: 'inotify',
      title: 'inotify',
      needed: false,
      state: low ? 'low' : 'ok',
      found: values,
      remedy: low ? remedy : [],
    });
  }
  if (openFiles !== undefined) {
    const low = openFiles < 1024;
    found.push({
      id: 'open-files',
      title: 'open files',
      needed: false,
      state: low ? 'low' : 'ok',
      found: String(openFiles),
      remedy: low ? ['ulimit -n 65536'] : [],
    });
  }
  return found;
}

function socketFindings(facts: MachineFacts): Finding[] {
  const { socket, engine } = facts;
  if (!socket?.there || engine.answers) return [];
  if (!socket.writable)
    return [
      {
        id: 'socket',
        title: 'Docker socket',
        needed: true,
        state: 'missing',
        found: `${socket.path} may not be written by this user`,
        remedy: asRoot(['sudo usermod -aG docker "$USER"', 'newgrp docker'], facts),
      },
    ];
  return [
    {
      id: 'socket',
      title: 'Docker socket',
      needed: false,
      state: 'low',
      found: `${socket.path} is there, and nobody answers`,
      remedy: remedyFor('startDocker', facts),
    },
  ];
}
