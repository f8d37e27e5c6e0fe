import type { CheckResult } from '../../../src/model/check.ts';
import type { Report } from '../../../src/model/report.ts';
import { until } from '../clusters/shell.ts';
import type { System } from './system.ts';

type Cluster = Pick<System, 'kubectl' | 'cluster'>;

export interface PodTimes {
  readonly name: string;
  /** Seconds from the pod's acceptance by the kubelet until its last container runs, and until it is ready. */
  readonly running: number;
  readonly ready: number;
}

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly startTime: string;
    readonly conditions: readonly { readonly type: string; readonly lastTransitionTime: string }[];
    readonly containerStatuses: readonly {
      readonly state: { readonly running?: { readonly startedAt: string } };
      readonly lastState: { readonly terminated?: { readonly reason: string } };
      readonly restartCount: number;
    }[];
  };
}

export async function pods({ kubectl }: Cluster): Promise<readonly Pod[]> {
  const list = JSON.parse(await kubectl(['get', 'pods', '--output=json'])) as { items: readonly Pod[] };
  return list.items;
}

export async function podTimes(cluster: Cluster): Promise<readonly PodTimes[]> {
  return (await pods(cluster)).map(({ metadata, status }) => {
    const since = (time: string | undefined): number => (Date.parse(time ?? '') - Date.parse(status.startTime)) / 1000;
    const started = status.containerStatuses.map(({ state }) => since(state.running?.startedAt));
    const ready = status.conditions.find(({ type }) => type === 'Ready');
    return { name: metadata.name, running: Math.max(...started), ready: since(ready?.lastTransitionTime) };
  });
}

/** Working set of the system's pods as the kubelet counts it, in MiB; a new pod is counted some seconds after it runs. */
export async function memory(cluster: Cluster, namespace: string): Promise<number> {
  const there = (await pods(cluster)).map(({ metadata }) => metadata.name);
  return until(60, async () => {
    const raw = await cluster.kubectl(['get', '--raw', `/api/v1/nodes/${cluster.cluster}/proxy/stats/summary`]);
    const { pods: counted } = JSON.parse(raw) as { pods: readonly Counted[] };
    const bytes = there.map((name) => bytesOf(name, namespace, counted));
    return bytes.reduce((total, one) => total + one, 0) / 2 ** 20;
  });
}

interface Counted {
  readonly podRef: { readonly name: string; readonly namespace: string };
  readonly memory?: { readonly workingSetBytes?: number };
}

function bytesOf(name: string, namespace: string, counted: readonly Counted[]): number {
  const pod = counted.find(({ podRef }) => podRef.name === name && podRef.namespace === namespace);
  const bytes = pod?.memory?.workingSetBytes ?? 0;
  if (bytes === 0) throw new Error(`the kubelet has not counted the memory of ${name} yet`);
  return bytes;
}

export interface FromPod {
  readonly status: number;
  /** The first includes what Node.js needs to get going; the least of the others is the latency. */
  readonly ms: readonly number[];
}

/** Asks an address from inside a pod that has Node.js. */
export async function askFromPod({ kubectl }: Cluster, workload: string, url: string): Promise<FromPod> {
  const script = `(async () => { const ms = []; let status; for (let i = 0; i < 6; i++) { const start = performance.now();
    const answer = await fetch(${JSON.stringify(url)}); await answer.text(); status = answer.status; ms.push(performance.now() - start); }
    console.log(JSON.stringify({ status, ms })); })()`;
  return JSON.parse(await kubectl(['exec', workload, '--', 'node', '-e', script])) as FromPod;
}

export async function dnsFromPod({ kubectl }: Cluster, workload: string, name: string): Promise<number> {
  const script = `const start = performance.now(); require('dns').lookup(${JSON.stringify(name)}, (error) => {
    if (error) throw error; console.log(performance.now() - start); })`;
  return Number(await kubectl(['exec', workload, '--', 'node', '-e', script]));
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** A check of the pipeline's report, by its id. */
export function checkIn(report: Report, id: string): CheckResult {
  const checks = report.checkpoints.flatMap(({ checks }) => checks);
  const found = checks.find((check) => check.id === id);
  if (!found) throw new Error(`no check ${id}; there are: ${checks.map((check) => check.id).join(', ')}`);
  return found;
}

export function stageSeconds(report: Report, id: string): number {
  const stage = report.stages.find((one) => one.id === id);
  if (!stage) throw new Error(`no stage ${id}; there are: ${report.stages.map((one) => one.id).join(', ')}`);
  return stage.durationMs / 1000;
}

/** What was measured, for the tables in the README: printed when the test is over. */
export function notebook(): {
  readonly note: (what: string, value: string | number) => void;
  readonly print: () => void;
} {
  const rows: [string, string][] = [];
  return {
    note: (what, value) => rows.push([what, typeof value === 'number' ? value.toFixed(2) : value]),
    print: () => process.stdout.write(`\n${rows.map(([what, value]) => `  ${what}: ${value}`).join('\n')}\n`),
  };
}
