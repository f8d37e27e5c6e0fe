import { formatDuration } from '../lib/duration.ts';
import { messageOf } from '../lib/error.ts';
import { StageError } from '../model/stage-error.ts';
import type { KubeAnswer, KubeApi, KubeObject } from '../ports/kube.ts';
import { KubeError, pathOf } from '../tools/kube.ts';
import { managedLabel } from './secrets.ts';
import type { ReleasePorts } from './spec.ts';

/** Whose the namespace is while a run is at work in it. */
export interface LeaseClaim {
  readonly namespace: string;
  /** Unique: two jobs of one workflow run are two holders. */
  readonly holder: string;
  /** Where a person finds the run. */
  readonly who: string;
}

export interface Lease {
  /** Aborted when somebody else has it, or when it could not be renewed in time: nothing may be touched then. */
  readonly lost: AbortSignal;
  readonly release: () => Promise<void>;
}

export interface LeaseTimes {
  /** A run that dies gives the namespace back by not renewing for so long. */
  readonly lifeMs: number;
  readonly renewMs: number;
  readonly lookMs: number;
}

const usual: LeaseTimes = { lifeMs: 60_000, renewMs: 15_000, lookMs: 2000 };

type LeasePorts = Pick<ReleasePorts, 'kube' | 'clock' | 'emit' | 'signal'>;

/** Waits until the namespace is this run's, and keeps it so until it is released. */
export async function takeLease(
  claim: LeaseClaim,
  { waitMs, stage, times = usual }: { readonly waitMs: number; readonly stage: string; readonly times?: LeaseTimes },
  ports: LeasePorts,
): Promise<Lease> {
  const { clock, emit, signal } = ports;
  const deadline = clock.now() + waitMs;
  for (let said = ''; ; ) {
    signal.throwIfAborted();
    const held = await tryTake(claim, times, ports);
    if (held === undefined) return keep(claim, times, ports);
    if (clock.now() >= deadline) throw inUse(claim, held, waitMs);
    if (held.who !== said)
      emit({ kind: 'progress', stage, text: `${sentence(claim, held)}; waiting up to ${formatDuration(waitMs)}` });
    said = held.who;
    await clock.sleep(times.lookMs, signal);
  }
}

/** Gives it back, where it is still the holder's. Also for a run that could not do so itself. */
export async function giveBack({ namespace, holder }: Pick<LeaseClaim, 'namespace' | 'holder'>, kube: KubeApi) {
  const path = pathOf('leases', namespace, leaseName);
  const { status, body } = await kube.request('GET', path);
  const lease = body as KubeObject;
  if (status !== 200 || (lease.spec as LeaseSpec | undefined)?.holderIdentity !== holder) return;
  const { uid, resourceVersion } = lease.metadata;
  const gone = await kube.request('DELETE', path, { preconditions: { uid, resourceVersion } });
  if (gone.status >= 300 && gone.status !== 404 && gone.status !== 409) throw new KubeError('give the lock back', gone);
}

/** Who has a namespace right now; undefined when nobody has. */
export async function holderOf(namespace: string, kube: KubeApi, now: number): Promise<Held | undefined> {
  const { status, body } = await kube.request('GET', pathOf('leases', namespace, leaseName));
  return status === 200 ? heldBy(body as KubeObject, now) : undefined;
}

export const leaseName = 'taskflow-k8s';
const whoAnnotation = 'taskflow-k8s/run';

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

export interface Held {
  readonly holder: string;
  readonly who: string;
  readonly until: number;
}

/** Undefined when it is ours now, else who has it. The resource version makes sure that only one of several takes it. */
async function tryTake(
  claim: LeaseClaim,
  { lifeMs }: LeaseTimes,
  { kube, clock }: Pick<LeasePorts, 'kube' | 'clock'>,
): Promise<Held | undefined> {
  for (;;) {
    const found = await kube.request('GET', pathOf('leases', claim.namespace, leaseName));
    if (found.status !== 200 && found.status !== 404) throw refused(claim, found);
    const present = found.status === 200 ? (found.body as KubeObject) : undefined;
    const held = present && heldBy(present, clock.now());
    if (held && held.holder !== claim.holder) return held;
    const wanted = leaseOf(claim, { present, now: clock.now(), lifeMs });
    const answer = present
      ? await kube.request('PUT', pathOf('leases', claim.namespace, leaseName), wanted)
      : await kube.request('POST', pathOf('leases', claim.namespace), wanted);
    if (answer.status < 300) return undefined;
    // Somebody was faster: whoever that is has it now, or has given it back.
    const changed = answer.status === 409 || (answer.status === 404 && present !== undefined);
    if (!changed) throw refused(claim, answer);
  }
}

function heldBy({ metadata, spec }: KubeObject, now: number): Held | undefined {
  const { holderIdentity = '', renewTime = '', leaseDurationSeconds = 0 } = (spec ?? {}) as LeaseSpec;
  const until = (Date.parse(renewTime) || 0) + leaseDurationSeconds * 1000;
  if (holderIdentity === '' || until < now) return undefined;
  return { holder: holderIdentity, who: metadata.annotations?.[whoAnnotation] ?? holderIdentity, until };
}

function leaseOf(
  { holder, who }: LeaseClaim,
  { present, now, lifeMs }: { present: KubeObject | undefined; now: number; lifeMs: number },
): unknown {
  const before = (present?.spec ?? {}) as LeaseSpec;
  const mine = before.holderIdentity === holder;
  const at = new Date(now).toISOString().replace('Z', '000Z');
  const version = present?.metadata.resourceVersion;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: leaseName,
      labels: managedLabel,
      annotations: { [whoAnnotation]: who },
      ...(version === undefined ? {} : { resourceVersion: version }),
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: Math.ceil(lifeMs / 1000),
      acquireTime: mine ? before.acquireTime : at,
      renewTime: at,
      leaseTransitions: (before.leaseTransitions ?? 0) + (present && !mine ? 1 : 0),
    },
  };
}

function keep(claim: LeaseClaim, times: LeaseTimes, ports: LeasePorts): Lease {
  const stop = new AbortController();
  const lost = new AbortController();
  const renewing = renew(claim, times, { ...ports, signal: stop.signal }, (why) => {
    ports.emit({ kind: 'note', level: 'error', text: why });
    lost.abort(new StageError('infrastructure', why));
  });
  return {
    lost: lost.signal,
    release: async () => {
      stop.abort();
      await renewing;
      await giveBack(claim, ports.kube);
    },
  };
}

async function renew(
  claim: LeaseClaim,
  times: LeaseTimes,
  ports: LeasePorts,
  lose: (why: string) => void,
): Promise<void> {
  const { clock, signal, emit } = ports;
  let renewed = clock.now();
  for (;;) {
    await clock.sleep(times.renewMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const held = await tryTake(claim, times, ports);
      if (held) return lose(`This run has lost its lock: ${sentence(claim, held)}.`);
      renewed = clock.now();
    } catch (error) {
      const why = `The lock of namespace ${claim.namespace} was not renewed: ${messageOf(error)}`;
      if (clock.now() - renewed >= times.lifeMs) return lose(why);
      emit({ kind: 'note', level: 'warning', text: why });
    }
  }
}

function sentence({ namespace }: LeaseClaim, { holder, who, until }: Held): string {
  const run = who === holder ? holder : `${holder} (${who})`;
  return `namespace ${namespace} is in use by run ${run}, which holds it until ${clockTime(until)} unless it renews that`;
}

function inUse(claim: LeaseClaim, held: Held, waitMs: number): StageError {
  const text = sentence(claim, held);
  return new StageError('infrastructure', `${capital(text)}; waited ${formatDuration(waitMs)}. Nothing was changed.`, {
    remedy: `Wait for that run, or set \`cluster.lock-wait\`. Where it is certainly gone: kubectl -n ${claim.namespace} delete lease ${leaseName}`,
  });
}

function refused({ namespace }: LeaseClaim, answer: KubeAnswer): StageError {
  const cause = new KubeError(`lock namespace ${namespace}`, answer);
  return new StageError(answer.status === 403 ? 'failed' : 'infrastructure', cause.message, {
    cause,
    remedy:
      'The account needs get, create, update and delete of leases.coordination.k8s.io there; or set `cluster.lock: false`.',
  });
}

function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
