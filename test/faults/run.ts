import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../src/adapters/clock-system.ts';
import { nodeExec } from '../../src/adapters/exec-node.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Snapshot, ToolOutput } from '../../src/diagnosis/snapshot.ts';
import { collect } from '../../src/evidence/collect.ts';
import { mapLimited } from '../../src/evidence/map-limited.ts';
import { seal } from '../../src/evidence/seal.ts';
import { createRedactor } from '../../src/lib/redact/redactor.ts';
import type { Fault } from '../../src/model/fault.ts';
import { canaryObjects, formsOf } from './canary.ts';
import type { FaultCase } from './case.ts';
import { admission } from './cases/admission.ts';
import { healthy, network } from './cases/network.ts';
import { placement } from './cases/placement.ts';
import { start } from './cases/start.ts';

/**
 * The fault laboratory: injects every fault into the cluster that kubectl points to, and wants the product to name it.
 * `node test/faults/run.ts [--only PATTERN] [--record DIR] [--width N]`
 */
const { values: flags } = parseArgs({
  options: { only: { type: 'string' }, record: { type: 'string' }, width: { type: 'string', default: '6' } },
});
const all: readonly FaultCase[] = [...admission, ...placement, ...start, ...network, ...healthy];
const chosen = all.filter((one) => !flags.only || new RegExp(flags.only).test(titleOf(one)));
const exec = nodeExec({ text: (text) => text, add: () => undefined });
const signal = new AbortController().signal;

const settleMs = 40_000;
const prefix = randomBytes(2).toString('hex');
const began = Date.now();
const results = await mapLimited(
  chosen.map((one, index) => ({ one, namespace: `fault-${prefix}-${index + 1}` })),
  Number(flags.width),
  runCase,
);
const failed = results.filter((result) => result.problems.length > 0);
console.log(
  `${results.length - failed.length} of ${results.length} cases as expected, ${new Set(chosen.map((one) => one.id)).size} ids, ${Math.round((Date.now() - began) / 1000)} s`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

interface Result {
  readonly title: string;
  readonly problems: readonly string[];
}

async function runCase({ one, namespace }: { readonly one: FaultCase; readonly namespace: string }): Promise<Result> {
  const work = mkdtempSync(join(tmpdir(), 'fault-'));
  const canary = `cn'${randomBytes(9).toString('base64')}&<"é${randomBytes(6).toString('hex')}`;
  const from = Date.now();
  try {
    await kubectl(['create', 'namespace', namespace]);
    await apply(namespace, [...canaryObjects(canary), ...one.objects]);
    for (const args of one.then ?? []) await kubectl(['-n', namespace, ...args]);
    const outputs = one.chart ? await install(one, namespace, work) : [];
    const { problems, snapshot } = await untilNamed(one, { namespace, work, canary, outputs });
    if (flags.record && problems.length === 0) record(flags.record, one, snapshot);
    console.log(
      `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${titleOf(one)} (${Math.round((Date.now() - from) / 1000)} s)${problems.map((line) => `\n     ${line}`).join('')}`,
    );
    return { title: titleOf(one), problems };
  } finally {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
    rmSync(work, { recursive: true, force: true });
  }
}

interface Place {
  readonly namespace: string;
  readonly work: string;
  readonly canary: string;
  readonly outputs: readonly ToolOutput[];
}

/** Asks again until the answer is right or the time is over; a healthy case must be well at the end of its time. */
async function untilNamed(
  one: FaultCase,
  place: Place,
): Promise<{ readonly problems: readonly string[]; readonly snapshot: Snapshot }> {
  const deadline = Date.now() + (one.within ?? 240) * 1000;
  // What is well must be well when it has settled, not only before it has begun.
  if (one.id === 'healthy') await systemClock.sleep(settleMs, signal);
  for (let round = 1; ; round++) {
    const last = Date.now() >= deadline;
    const dir = join(place.work, `evidence-${round}`);
    const redactor = createRedactor();
    const target = { namespace: place.namespace };
    const { snapshot } = await collect(
      { target, dir, extent: last ? 'full' : 'small', cluster: true, run: one.run ?? {}, outputs: place.outputs },
      { exec, clock: systemClock, redactor, signal },
    );
    const faults = diagnose(snapshot);
    const problems = [...judge(one, faults), ...(await leaks(dir, redactor, place.canary, faults))];
    if (problems.length > 0) problems.push(...snapshot.gaps.map((gap) => `could not look at ${gap.what}: ${gap.why}`));
    if (problems.length === 0 || last) return { problems, snapshot };
    await systemClock.sleep(3000, signal);
  }
}

function judge(one: FaultCase, faults: readonly Fault[]): readonly string[] {
  const roots = faults.filter((fault) => fault.root);
  const wanted = one.id === 'healthy' ? [] : [one.id, ...(one.alsoRoots ?? [])];
  const found = roots.map((fault) => fault.id);
  const said = roots.map((fault) => `${fault.id}: ${fault.title} | ${fault.evidence[0]?.text} | ${fault.remedy}`);
  const [root] = roots;
  return [
    ...(found.join() === wanted.join()
      ? []
      : [`roots are [${found.join(', ')}], wanted [${wanted.join(', ')}]`, ...said]),
    ...(one.remedy ?? [])
      .filter((words) => root && !root.remedy.includes(words))
      .map((words) => `the remedy does not say "${words}": ${root?.remedy}`),
    ...(one.consequences ?? [])
      .filter((id) => !root?.explains?.includes(id))
      .map((id) => `${id} is not listed as a consequence`),
  ];
}

/** Looked for with a list of its own, in every file and in what the diagnosis says. */
async function leaks(
  dir: string,
  redactor: ReturnType<typeof createRedactor>,
  canary: string,
  faults: readonly Fault[],
): Promise<readonly string[]> {
  const sealed = await seal(dir, redactor);
  const texts = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')] as const);
  const forms = Object.entries(formsOf(canary));
  const open = [...texts, ['the diagnosis', JSON.stringify(faults)] as const].flatMap(([file, text]) =>
    forms.filter(([, form]) => text.includes(form)).map(([form]) => `${file} shows the secret (${form})`),
  );
  return [...open, ...sealed.withheld.map(({ file }) => `${file} had to be withheld`)];
}

async function install(one: FaultCase, namespace: string, work: string): Promise<readonly ToolOutput[]> {
  const chart = join(work, 'chart');
  for (const [path, text] of Object.entries({ 'values.yaml': '{}', ...one.chart })) {
    mkdirSync(dirname(join(chart, path)), { recursive: true });
    writeFileSync(join(chart, path), text);
  }
  const command = {
    tool: 'helm',
    args: ['upgrade', '--install', 'lab', chart, '-n', namespace, '--timeout', '60s', '-f', '-'],
    stdin: JSON.stringify(one.values ?? {}),
    timeoutMs: 90_000,
  };
  const outcome = await exec(command, { signal });
  return outcome.failed ? [{ tool: 'helm', command: 'helm upgrade --install lab chart', text: outcome.stderr }] : [];
}

async function apply(namespace: string, objects: readonly unknown[]): Promise<void> {
  await kubectl(
    ['-n', namespace, 'apply', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }).replaceAll('$NAMESPACE', namespace),
  );
}

async function kubectl(args: readonly string[], stdin?: string): Promise<void> {
  const outcome = await exec(
    { tool: 'kubectl', args, timeoutMs: 60_000, ...(stdin === undefined ? {} : { stdin }) },
    { signal },
  );
  if (outcome.failed) throw new Error(`kubectl ${args.join(' ')}: ${outcome.stderr}`);
}

function record(folder: string, one: FaultCase, snapshot: Snapshot): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${titleOf(one).replace(/[^\w-]+/g, '_')}.json.gz`),
    gzipSync(JSON.stringify(snapshot), { level: 9 }),
  );
}

function titleOf(one: FaultCase): string {
  return one.name ? `${one.id} (${one.name})` : one.id;
}
