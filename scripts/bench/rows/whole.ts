import { appendFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Reference, startReference } from '../../../test/apps/reference/reference.ts';
import { type Outside, startOutside } from '../../../test/e2e/support/outside.ts';
import type { Bench, Measured, Row, Sides } from '../row.ts';
import { timed } from '../row.ts';
import { type Ran, shell } from '../shell.ts';

const file = 'test/e2e/taskflow/pipeline.yml';
const profile = 'taskflow-by-hand';
const byHand = 'ten steps by hand, one after the other';

export const cold: Row = {
  id: 'cold',
  title: 'cold run: no cluster, nothing built, to six green checkpoints',
  against: byHand,
  goal: { kind: 'ratio', most: 0.6, unit: 'ms' },
  minutes: 8,
  open: (bench) => openSides(bench, (system) => system.cold),
};

export const warm: Row = {
  id: 'warm',
  title: 'warm run: cluster kept, nothing changed',
  against: byHand,
  goal: { kind: 'ratio', most: 0.03, unit: 'ms' },
  minutes: 6,
  open: (bench) => openSides(bench, (system) => system.warm),
};

export const oneLine: Row = {
  id: 'one-line',
  title: 'warm run: one line of the backend changed',
  against: byHand,
  goal: { kind: 'ratio', most: 0.15, unit: 'ms' },
  minutes: 6,
  open: (bench) => openSides(bench, (system) => system.line),
};

export const memory: Row = {
  id: 'memory',
  title: 'peak memory of a whole run, our process',
  goal: { kind: 'figure', most: 200_000_000, unit: 'bytes' },
  minutes: 2,
  open: (bench) => openSides(bench, (system) => system.memory),
};

interface System {
  readonly cold: Measured;
  readonly warm: Measured;
  readonly line: Measured;
  readonly memory: Measured;
  readonly hand: Measured;
  readonly close: () => Promise<void>;
}

async function openSides(bench: Bench, pick: (system: System) => Measured): Promise<Sides> {
  const system = await openSystem(bench);
  const ours = pick(system);
  return { ours, ...(ours !== system.memory && { theirs: pairOf(system) }), close: system.close };
}

/** By hand takes minutes and does not depend on which of our runs stands beside it, so a turn's figure serves all rows. */
const turns: number[] = [];

function pairOf({ hand }: System): Measured {
  let turn = 0;
  return async () => {
    const known = turns[turn++];
    if (known !== undefined) return async () => known;
    const measured = await hand();
    return async () => {
      const figure = await measured();
      turns.push(figure);
      return figure;
    };
  };
}

async function openSystem(bench: Bench): Promise<System> {
  const folder = copyOf(bench);
  const { nodeAddress } = await planOf(bench, folder);
  const outside = await startOutside(nodeAddress.replace(/\d+$/, '1'), 'taskflow');
  const reference = await startReference({ origins: [`http://${nodeAddress}:30300`] });
  const run = runner({ bench, folder, outside, reference, pages: `http://${nodeAddress}:30300` });
  const handEnv = { ...bench.environment, ...outside.env, ...portsOf(outside), PROFILE: profile };
  const deleteHand = () => shell('minikube', ['delete', '-p', profile], { env: bench.environment });
  return {
    cold: async () => {
      await run(['down']);
      neverBuilt(folder);
      return timed(() => run(['run']));
    },
    warm: async () => {
      await run(['run']);
      return timed(() => run(['run']));
    },
    line: async () => {
      await run(['run']);
      appendFileSync(join(folder, 'test/apps/taskflow/backend/src/main.py'), `# ${Math.random()}\n`);
      return timed(() => run(['run']));
    },
    memory: async () => async () => (await run(['run'])).peakBytes,
    hand: async () => {
      await run(['down']);
      await deleteHand();
      neverBuilt(folder);
      const script = join(folder, 'test/bench/by-hand.sh');
      return async () => {
        const figure = await timed(() => shell('bash', [script], { cwd: folder, env: handEnv }))();
        await deleteHand();
        return figure;
      };
    },
    close: async () => {
      await run(['down']);
      await deleteHand();
      await reference.stop();
      await outside.stop();
    },
  };
}

function runner(given: {
  readonly bench: Bench;
  readonly folder: string;
  readonly outside: Outside;
  readonly reference: Reference;
  readonly pages: string;
}): (command: readonly [string]) => Promise<Ran> {
  const { bench, folder, outside, reference, pages } = given;
  const production = ['--reference-api', reference.api, '--reference-web', pages, '--reference-mode', 'live-rw'];
  const env = { ...bench.environment, ...outside.env };
  return ([command]) => {
    const more = command === 'run' ? ['--out', join(bench.work, 'out'), ...production] : [];
    return shell(process.execPath, [join(bench.root, 'dist/cli/index.js'), command, '-c', file, ...more], {
      cwd: folder,
      env,
    });
  };
}

/** The bench changes files, so it works on a copy of what the pipeline reads. */
function copyOf({ root, work }: Bench): string {
  const folder = join(work, 'taskflow');
  mkdirSync(folder, { recursive: true });
  for (const part of ['docker', 'helm', 'test/apps/taskflow', 'test/e2e/taskflow', 'test/bench'])
    cpSync(join(root, part), join(folder, part), {
      recursive: true,
      filter: (path) => !/node_modules|\.next|__pycache__/.test(path),
    });
  return folder;
}

async function planOf({ root, environment }: Bench, folder: string): Promise<{ nodeAddress: string }> {
  const cli = join(root, 'dist/cli/index.js');
  const env = { ...environment, ANTHROPIC_BASE_URL: 'http://known.later' };
  const { output } = await shell(process.execPath, [cli, 'plan', '-c', file, '--json'], { cwd: folder, env });
  return JSON.parse(output) as { nodeAddress: string };
}

/** Blanks at the end of both lock files: to Docker, all that is made from them was never built. */
function neverBuilt(folder: string): void {
  const app = join(folder, 'test/apps/taskflow');
  appendFileSync(join(app, 'backend/requirements.txt'), `# ${Math.random()}\n`);
  appendFileSync(join(app, 'frontend/package-lock.json'), ' ');
}

const portsOf = ({ env }: Outside): Record<string, string> => ({
  LLM_PORT: new URL(String(env.ANTHROPIC_BASE_URL)).port,
});
