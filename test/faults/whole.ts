import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../src/model/report.ts';
import type { FaultCase, Json } from './case.ts';
import { type Place, writeChart } from './inject.ts';
import { judge } from './judge.ts';
import { filesIn, search } from './search.ts';

const helpers = join(import.meta.dirname, 'bin');
const cli = join(import.meta.dirname, '../../dist/cli/index.js');

/** A user's run against a cluster that is there: it must end red by itself, name the cause, take everything back, and keep the secret. */
export async function runWhole(one: FaultCase, place: Place): Promise<readonly string[]> {
  const { work, canary } = place;
  writeChart(one, join(work, 'chart'), place);
  if (one.first) {
    const { outcome, said } = await runCli(one, place, one.first);
    if (outcome.exitCode !== 0) return ['the run before it was not green:', said];
  }
  const { outcome, said, out } = await runCli(one, place, one.values);
  if (outcome.exitCode !== 1) return [`ended with ${outcome.exitCode ?? outcome.ended}, wanted 1:`, said];
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
  const [release] = report.releases.slice(-1);
  const takenBack = one.first ? 'rolled-back false' : 'uninstalled true';
  return [
    ...judge(one, report.faults),
    ...opinion(join(out, 'evidence/second-opinion/k8sgpt.txt'), place.namespace),
    ...(`${release?.action} ${release?.verified}` === takenBack ? [] : [`release: ${JSON.stringify(release)}`]),
    ...search([...filesIn(out), { name: 'the terminal', bytes: Buffer.from(said) }], canary),
  ];
}

/** The helper saw the pods, and neither Secrets nor other namespaces; it could delete nothing, and was told no secret. */
function opinion(file: string, namespace: string): readonly string[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : 'no answer was kept';
  const wanted = [
    /cannot list resource "secrets"/,
    /cannot list resource "pods" .*namespace "default"/,
    /may delete pods: no/,
    /secret: \[\]/,
  ];
  // A fault may be that there is no pod, so the list may be empty; refused it must not be.
  const refused = new RegExp(`cannot list resource "pods" .*namespace "${namespace}"`).test(text);
  return !refused && wanted.every((pattern) => pattern.test(text)) ? [] : [`the second opinion: ${text}`];
}

async function runCli(one: FaultCase, place: Place, values: Json | undefined) {
  const { namespace, node, work, canary, exec } = place;
  writeFileSync(join(work, 'pipeline.yml'), JSON.stringify(pipelineOf(namespace, node ?? '', values)));
  const out = join(work, 'report');
  const outcome = await exec({
    tool: process.execPath,
    args: [cli, 'run', '-c', 'pipeline.yml', '--out', out],
    cwd: work,
    env: { CANARY: canary, PATH: `${helpers}:${process.env.PATH}` },
    timeoutMs: (one.within ?? 240) * 1000,
  });
  return { outcome, said: `${outcome.stdout}\n${outcome.stderr}`, out };
}

function pipelineOf(name: string, context: string, set: Json = {}): object {
  return {
    version: 1,
    name,
    cluster: { provider: 'existing', context, allow: true, ...kubeconfig() },
    secrets: { lab: { from: 'env', keys: ['CANARY'] } },
    releases: { lab: { chart: 'chart', set, secrets: { secret: 'lab' } } },
    'on-failure': { 'second-opinion': { helper: 'k8sgpt', within: '20s' } },
    checkpoints: { 'lab-deployed': { within: '40s' } },
  };
}

function kubeconfig(): { readonly kubeconfig?: string } {
  return process.env.KUBECONFIG ? { kubeconfig: process.env.KUBECONFIG } : {};
}
