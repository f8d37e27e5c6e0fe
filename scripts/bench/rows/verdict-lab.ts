import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { systemClock } from '../../../src/adapters/clock-system.ts';
import { nodeExec } from '../../../src/adapters/exec-node.ts';
import { kubeByProxy } from '../../../src/adapters/kube-proxy.ts';
import { graces } from '../../../src/config/sections.ts';
import type { KubeApi } from '../../../src/ports/kube.ts';
import { watchWorkloads } from '../../../src/release/watch.ts';
import { type Bench as Node, registries, startBench } from '../../../test/faults/bench.ts';
import { image } from '../../../test/faults/objects.ts';
import type { Bench, Measured } from '../row.ts';
import { shell } from '../shell.ts';

export interface Fault {
  readonly id: string;
  readonly title: string;
  readonly set: string;
  /** The most that our time may be of theirs. */
  readonly most: number;
}

export const faults: readonly Fault[] = [
  {
    id: 'wrong-tag',
    title: 'a tag that the registry does not have',
    set: `image=${registries.open}/lab/api:none`,
    most: 0.1,
  },
  { id: 'missing-key', title: 'a key that the Secret does not have', set: 'key=absent', most: 0.1 },
  { id: 'crash-loop', title: 'a program that ends at once', set: 'command=exit 1', most: 0.1 },
  { id: 'readiness', title: 'a readiness probe that is answered by 404', set: 'path=/missing', most: 0.35 },
  { id: 'quota', title: 'a quota that has no room for the new pod', set: 'text=new', most: 0.1 },
];

interface Rival {
  readonly name: string;
  readonly program: string;
  readonly flags: readonly string[];
}

export interface Lab {
  readonly ours: (fault: Fault) => Promise<() => Promise<number>>;
  readonly theirs: (fault: Fault, rival: Rival) => Measured;
}

/** One node for all rows: it is started by the first, and goes when the process ends. */
export function openLab(bench: Bench): Promise<Lab> {
  shared ??= makeLab(bench);
  return shared;
}

let shared: Promise<Lab> | undefined;

async function makeLab(bench: Bench): Promise<Lab> {
  Object.assign(process.env, bench.environment);
  const node = await startBench('taskflow-verdict');
  process.once('beforeExit', () => void node.remove());
  const chart = writeChart(bench.work);
  const exec = nodeExec({ text: (text) => text, add: () => undefined });
  const kubeconfig = process.env.KUBECONFIG ?? join(homedir(), '.kube/config');
  const openKube = () => kubeByProxy(exec)({ kubeconfig, context: node.name });
  const at = { node, chart };
  const rounds = new Map<string, Promise<number>[]>();
  return {
    ours: async (fault) => {
      const namespace = await good(at);
      return async () => {
        // Opened and closed each time: a process that lives on would keep this one from ending.
        const kube = await openKube();
        try {
          const from = performance.now();
          await upgrade(at, namespace, fault);
          await verdict(namespace, kube);
          return performance.now() - from;
        } finally {
          await kube.close();
        }
      };
    },
    theirs: (fault, rival) => {
      let turn = 0;
      return async () => {
        const key = `${fault.id} ${rival.name}`;
        // Waiting costs nothing: what one row waits for, those of all faults wait for beside it.
        if ((rounds.get(key) ?? []).length <= turn) await startAll(at, rival, rounds);
        const figure = rounds.get(key)?.[turn++];
        return async () => figure ?? Number.NaN;
      };
    },
  };

  async function startAll(place: Place, rival: Rival, all: Map<string, Promise<number>[]>): Promise<void> {
    for (const fault of faults) {
      const key = `${fault.id} ${rival.name}`;
      const namespace = await good(place);
      const from = performance.now();
      const ended = upgrade(place, namespace, fault, rival).then(() => performance.now() - from);
      all.set(key, [...(all.get(key) ?? []), ended]);
    }
  }
}

interface Place {
  readonly node: Node;
  readonly chart: string;
}

/** A namespace of its own with a version that serves. */
async function good({ node, chart }: Place): Promise<string> {
  const namespace = `verdict-${randomUUID().slice(0, 8)}`;
  const flags = ['--kube-context', node.name, '-n', namespace, '--create-namespace', '--wait', '--timeout', '3m'];
  await shell('helm', ['upgrade', '--install', 'app', chart, ...flags]);
  return namespace;
}

async function upgrade({ node, chart }: Place, namespace: string, { set }: Fault, rival?: Rival): Promise<void> {
  const flags = ['--kube-context', node.name, '-n', namespace, '--set', set];
  const more = rival ? [...rival.flags, '--timeout', '5m'] : [];
  await shell(rival?.program ?? 'helm', ['upgrade', 'app', chart, ...flags, ...more], { accept: rival ? [1] : [0] });
}

/** The product's own watcher, with the times that it has when nobody says otherwise. */
async function verdict(namespace: string, kube: KubeApi): Promise<void> {
  const exec = nodeExec({ text: (text) => text, add: () => undefined });
  const ports = { exec, clock: systemClock, kube, emit: () => undefined, signal: new AbortController().signal };
  const { ready, reason } = await watchWorkloads(
    { namespace, workloads: [{ kind: 'Deployment', name: 'app' }], stableMs: 5000, withinMs: 120_000, stage: 'bench' },
    { ...ports, graces: v.parse(graces, {}) },
  );
  if (ready) throw new Error(`the watcher calls a broken version ready: ${reason}`);
}

function writeChart(work: string): string {
  const folder = join(work, 'verdict');
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: app\nversion: 1.0.0\n');
  const command = 'mkdir -p /tmp/www; echo ok > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www';
  writeFileSync(
    join(folder, 'values.yaml'),
    JSON.stringify({ image, command, key: 'present', path: '/', text: 'old' }),
  );
  writeFileSync(join(folder, 'templates/app.yaml'), template);
  return folder;
}

/** The quota has room for one pod, so a new one beside it is refused where the old one stays: only the new text asks for that. */
const template = `
apiVersion: v1
kind: Secret
metadata: { name: keys }
stringData: { present: "yes" }
---
{{- if eq .Values.text "new" }}
apiVersion: v1
kind: ResourceQuota
metadata: { name: small }
spec: { hard: { pods: "1" } }
---
{{- end }}
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  replicas: 1
  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: app
          image: {{ .Values.image }}
          imagePullPolicy: IfNotPresent
          command: [sh, -c, {{ .Values.command | quote }}]
          env:
            - { name: TEXT, value: {{ .Values.text }} }
            - { name: KEY, valueFrom: { secretKeyRef: { name: keys, key: {{ .Values.key }} } } }
          readinessProbe: { httpGet: { path: {{ .Values.path }}, port: 8080 }, periodSeconds: 2 }
`;
