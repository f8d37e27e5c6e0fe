import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { must } from '../e2e/clusters/shell.ts';
import { openBook } from './book.ts';
import { goOn } from './campaign.ts';
import { type Kind, soakKind } from './draw.ts';
import { kubectl, namesLeft, stateFolder } from './footprint.ts';
import { type Growth, growthOf, type Sample } from './growth.ts';
import { truth } from './judge.ts';
import { end, start } from './run.ts';
import { openWorld, type World } from './world.ts';

/** `node test/endurance/soak.ts [--runs N] [--book FILE] [--keep]`: goes on where the book ends. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    book: { type: 'string', default: 'reports/endurance/soak.jsonl' },
    keep: { type: 'boolean', default: false },
  },
});

interface SoakEntry {
  readonly number: number;
  readonly kind: Kind;
  readonly code: number | null;
  readonly verdict: string | undefined;
  readonly milliseconds: number;
  readonly sample: Sample;
}

const book = openBook<SoakEntry>(values.book);
const world = await openWorld();
try {
  await goOn(book, Number(values.runs), async (number) => {
    const entry = await soakOnce(world, number);
    console.log(`${isRight(entry) ? '✓' : '✗'} ${number} ${entry.kind}: ${entry.verdict}, ${entry.milliseconds} ms`);
    return entry;
  });
} finally {
  await world.close(values.keep);
}
conclude(book.entries());

async function soakOnce(world: World, number: number): Promise<SoakEntry> {
  const kind = soakKind(number);
  const since = Date.now();
  const running = await start(world, kind, number);
  const peak = highWater(running.pids()[0], running.over);
  const { code, verdict, milliseconds } = await end(world, running, since);
  const sample = { 'peak memory of our process, MB': await peak, ...(await sampleOf(world, running.alive().length)) };
  return { number, kind, code, verdict, milliseconds, sample };
}

/** The kernel keeps the mark itself; it is read until the process is gone. */
async function highWater(pid: number | undefined, over: () => boolean): Promise<number> {
  let kilobytes = 0;
  while (!over()) {
    kilobytes = Math.max(kilobytes, markOf(pid));
    await new Promise((next) => setTimeout(next, 100));
  }
  return Math.round(kilobytes / 1024);
}

function markOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // gone
  }
}

async function sampleOf(world: World, alive: number): Promise<Sample> {
  const inNode = (...command: readonly string[]) => must('docker', ['exec', world.node, ...command]);
  const countOf = async (kind: string) => (await kubectl(world, 'get', kind, '--output=name')).split('\n').length - 1;
  const disk = (await inNode('du', '-sm', '/var/lib/containerd', '/var/log')).split('\n');
  return {
    'processes left': alive,
    'names left (containers, networks, volumes, routes, files)': (await namesLeft(world)).length,
    'files of the cluster’s state': readdirSync(stateFolder(world), { recursive: true }).length,
    'Secrets in the namespace': await countOf('secrets'),
    'ReplicaSets in the namespace': await countOf('replicasets'),
    'images on the node': (await inNode('ctr', '--namespace', 'k8s.io', 'images', 'list', '--quiet')).split('\n')
      .length,
    'the node’s store, MB': Number(disk[0]?.split('\t')[0]),
    'the node’s logs, MB': Number(disk[1]?.split('\t')[0]),
    'temporary files': readdirSync(join(world.small, 'tmp')).length,
  };
}

function isRight({ kind, code, verdict }: SoakEntry): boolean {
  return code === truth[kind].code && verdict === truth[kind].verdict;
}

function conclude(entries: readonly SoakEntry[]): void {
  const growth = growthOf(entries.map(({ sample }) => sample));
  console.log(`\n${tableOf(growth)}`);
  const wrong = entries.filter((entry) => !isRight(entry));
  console.log(`\n${entries.length} runs, ${entries.length - wrong.length} with the right verdict`);
  if (wrong.length > 0 || growth.some(({ grows }) => grows)) process.exitCode = 1;
}

function tableOf(growth: readonly Growth[]): string {
  const rows = growth.map(
    ({ what, first, last, grows }) => `| ${what} | ${first} | ${last} | ${grows ? 'yes' : 'no'} |`,
  );
  return ['| what | first runs | last runs | grows |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
