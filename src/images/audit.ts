import { resolve } from 'node:path';
import { formatDuration } from '../lib/duration.ts';
import { formatBytes } from '../lib/quantity.ts';
import { type CheckInput, type CheckResult, check } from '../model/check.ts';
import type { BuiltImage } from '../model/image.ts';
import { baseImages, type Instruction } from './dockerfile.ts';
import { contextFiles, ignoreOf } from './inputs.ts';
import type { SecretTraces } from './secret-scan.ts';
import type { ImageSpec } from './spec.ts';

export interface AuditFacts {
  readonly spec: ImageSpec;
  readonly image: BuiltImage;
  readonly instructions: readonly Instruction[];
  readonly workspace: string;
  /** The node's, as image manifests spell it. */
  readonly nodeArch?: string;
  /** Whether every workload that runs this image has a readiness or liveness probe; undefined when nobody knows. */
  readonly probed?: boolean;
  readonly traces: SecretTraces;
}

type Finding = Pick<CheckInput, 'verdict' | 'detail'> & Partial<Pick<CheckInput, 'measured' | 'place'>>;
type Audit = (facts: AuditFacts) => Finding | Promise<Finding>;

/** One row per question that checkpoint 1 asks about an image. */
const audits: readonly { readonly id: string; readonly title: string; readonly ask: Audit }[] = [
  { id: 'size', title: 'is small enough', ask: size },
  { id: 'build-time', title: 'builds fast enough', ask: buildTime },
  { id: 'user', title: 'does not run as root', ask: user },
  { id: 'health', title: 'tells whether it is healthy', ask: health },
  { id: 'architecture', title: 'fits the node', ask: architecture },
  { id: 'base', title: 'starts from a fixed base', ask: base },
  { id: 'secrets', title: 'holds no secret', ask: secrets },
  { id: 'context', title: 'takes in only what it needs', ask: context },
];

export async function auditImage(facts: AuditFacts): Promise<CheckResult[]> {
  const { name } = facts.spec;
  const results: CheckResult[] = [];
  for (const { id, title, ask } of audits)
    results.push(check({ id: `image-${name}-${id}`, title: `Image ${name} ${title}`, ...(await ask(facts)) }));
  return results;
}

function size({ image, spec }: AuditFacts): Finding {
  const limit = spec.limits.bytes;
  const detail = `${formatBytes(image.bytes)}${limit === undefined ? '' : ` of at most ${formatBytes(limit)}`}`;
  if (limit === undefined) return { verdict: 'skipped', detail: `${detail}; no limit is configured` };
  const measured = { value: image.bytes, limit, unit: 'bytes' };
  return { verdict: image.bytes <= limit ? 'passed' : 'failed', detail, measured };
}

function buildTime({ image, spec }: AuditFacts): Finding {
  const limit = spec.limits.buildMs;
  if (limit === undefined) return { verdict: 'skipped', detail: 'no limit is configured' };
  if (image.reused) return { verdict: 'passed', detail: 'nothing had to be built' };
  const measured = { value: image.durationMs, limit, unit: 'ms' };
  const detail = `${formatDuration(image.durationMs)} of at most ${formatDuration(limit)}`;
  return { verdict: image.durationMs <= limit ? 'passed' : 'failed', detail, measured };
}

/** A name cannot be checked by the kubelet against `runAsNonRoot`; a number can. */
function user({ image, instructions, spec }: AuditFacts): Finding {
  const id = image.user.split(':')[0] ?? '';
  if (/^[1-9]\d*$/.test(id)) return { verdict: 'passed', detail: `runs as user ${image.user}` };
  const line = instructions.findLast(({ name }) => name === 'USER')?.line;
  const who = id === '' || id === '0' || id === 'root' ? 'runs as root' : `runs as "${id}", which is a name`;
  return {
    verdict: 'failed',
    detail: `${who}; a numeric user other than 0 is wanted, such as USER 1000`,
    place: { file: spec.dockerfile, ...(line === undefined ? {} : { line }) },
  };
}

function health({ image, probed }: AuditFacts): Finding {
  if (image.healthcheck) return { verdict: 'passed', detail: 'has a HEALTHCHECK' };
  if (probed) return { verdict: 'passed', detail: 'no HEALTHCHECK, but its workloads have probes' };
  if (probed === undefined)
    return { verdict: 'skipped', detail: 'no HEALTHCHECK; whether the chart has probes is not known here' };
  return { verdict: 'failed', detail: 'neither a HEALTHCHECK in the image nor a probe in the chart' };
}

function architecture({ image, nodeArch }: AuditFacts): Finding {
  if (nodeArch === undefined) return { verdict: 'skipped', detail: `${image.architecture}; there is no node yet` };
  return image.architecture === nodeArch
    ? { verdict: 'passed', detail: nodeArch }
    : { verdict: 'failed', detail: `built for ${image.architecture}, but the node is ${nodeArch}` };
}

function base({ instructions, spec }: AuditFacts): Finding {
  const bases = baseImages(instructions, spec.args);
  const moving = bases.find(({ ref }) => !ref.includes('@') && (!/:[^/]+$/.test(ref) || ref.endsWith(':latest')));
  if (!moving) return { verdict: 'passed', detail: bases.map(({ ref }) => ref).join(', ') || 'scratch' };
  return {
    verdict: 'failed',
    detail: `${moving.ref} means another image tomorrow; name a version or a digest`,
    place: { file: spec.dockerfile, line: moving.line },
  };
}

function secrets({ traces, spec }: AuditFacts): Finding {
  if (traces.looked === 0) return { verdict: 'skipped', detail: 'no secret is configured' };
  const [first] = traces.found;
  if (!first) return { verdict: 'passed', detail: `${traces.looked} values looked for, none found` };
  return {
    verdict: 'failed',
    detail: traces.found.map(({ name, where }) => `the value of ${name} is in ${where}`).join('; '),
    place: { file: spec.dockerfile },
  };
}

/** What has no business in an image: history, credentials, packages of another machine. */
const unwanted =
  /^(.*\/)?(\.git\/HEAD|\.env(\.(?!example|sample|template)[^/]*)?|node_modules\/\.package-lock\.json|\.venv\/pyvenv\.cfg|id_rsa)$/;

async function context({ spec, workspace }: AuditFacts): Promise<Finding> {
  const folder = resolve(workspace, spec.context);
  const ignore = await ignoreOf(folder, resolve(workspace, spec.dockerfile));
  const files = await contextFiles(folder, ignore);
  const found = files.filter((file) => unwanted.test(file)).slice(0, 5);
  const file = `${spec.context}/.dockerignore`;
  if (found.length > 0)
    return {
      verdict: 'failed',
      detail: `${found.join(', ')} would be sent to the build; add to ${file}`,
      place: { file },
    };
  return { verdict: 'passed', detail: ignore ? `${files.length} files` : `${files.length} files, no .dockerignore` };
}

const semver = /^v?\d+\.\d+\.\d+(-[\w.]+)?$/;

/** Things worth a warning that do not stop anything. */
export function imageWarnings(spec: ImageSpec): string[] {
  const tags = spec.tags.map((tag) => /:([^:/]+)$/.exec(tag)?.[1] ?? 'latest');
  if (tags.some((tag) => semver.test(tag))) return [];
  return [`Image ${spec.name} has no tag with a version such as 1.2.3, only ${tags.join(', ')}.`];
}
