import { compareVersions } from '../lib/version-range.ts';
import { catalog, type ToolName } from '../tools/catalog.ts';
import type { Finding, MachineFacts, ProgramName, Provider } from './facts.ts';
import { asRoot, remedyFor } from './remedies.ts';

const oldestDocker = 'v20.10.0';

export function programFindings(facts: MachineFacts, provider: Provider): Finding[] {
  const tools: readonly ToolName[] = provider === 'existing' ? ['kubectl', 'helm'] : [provider, 'kubectl', 'helm'];
  return [dockerProgram(facts), ...tools.map((name) => toolFinding(name, facts)), gitFinding(facts)];
}

function dockerProgram(facts: MachineFacts): Finding {
  const program = facts.programs.docker;
  const base = { id: 'docker', title: 'docker', needed: true };
  if (!program.there) return { ...base, state: 'missing', found: 'not on PATH', remedy: remedyFor('docker', facts) };
  if (isOlder(program.version, oldestDocker))
    return {
      ...base,
      state: 'too old',
      found: `${program.version}; ${oldestDocker} or newer is needed`,
      remedy: remedyFor('docker', facts),
    };
  return { ...base, state: 'ok', found: shown(program), remedy: [] };
}

/** The tools of the catalogue are fetched when they are first used, so their absence stops nobody. */
function toolFinding(name: ToolName, facts: MachineFacts): Finding {
  const program = facts.programs[name as ProgramName];
  const { version, oldest } = catalog[name];
  const base = { id: name, title: name, needed: false };
  const remedy = [`nothing to do: ${version} is downloaded on first use`];
  if (!program.there) return { ...base, state: 'missing', found: 'not on PATH', remedy };
  if (isOlder(program.version, oldest))
    return { ...base, state: 'too old', found: `${program.version}; ${oldest} or newer is used`, remedy };
  return { ...base, state: 'ok', found: shown(program), remedy: [] };
}

function gitFinding(facts: MachineFacts): Finding {
  const program = facts.programs.git;
  const base = { id: 'git', title: 'git', needed: false };
  if (program.there) return { ...base, state: 'ok', found: shown(program), remedy: [] };
  return {
    ...base,
    state: 'missing',
    found: 'not on PATH; whether the tree is unchanged cannot be told',
    remedy: remedyFor('git', facts),
  };
}

function isOlder(version: string | undefined, oldest: string): boolean {
  return version !== undefined && compareVersions(version, oldest) < 0;
}

function shown({ version, path }: { readonly version: string | undefined; readonly path: string }): string {
  return `${version ?? 'of unknown version'}, ${path}`;
}

const maxSkewMs = 30_000;

export function engineFindings(facts: MachineFacts): Finding[] {
  const { engine, socket } = facts;
  const base = { id: 'engine', title: 'Docker Engine', needed: true };
  if (engine.answers) {
    const skew = engine.skewMs;
    const clock: Finding = {
      id: 'clock',
      title: 'clock',
      needed: false,
      ...(skew !== undefined && Math.abs(skew) > maxSkewMs
        ? {
            state: 'low',
            found: `the engine’s clock is ${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'ahead' : 'behind'}; tokens and certificates fail`,
            remedy: remedyFor('clock', facts),
          }
        : { state: 'ok', found: skew === undefined ? 'not compared' : 'the engine has the same time', remedy: [] }),
    };
    return [{ ...base, state: 'ok', found: `${engine.version}, answers`, remedy: [] }, clock];
  }
  if (engine.reason === 'not-installed')
    return [{ ...base, state: 'missing', found: 'there is no docker to ask it', remedy: remedyFor('docker', facts) }];
  if (engine.reason === 'not-allowed')
    return [
      {
        ...base,
        state: 'missing',
        found: `this user may not use ${socket?.path ?? 'its socket'}`,
        remedy: asRoot(['sudo usermod -aG docker "$USER"', 'newgrp docker'], facts),
      },
    ];
  const found =
    engine.reason === 'not-running'
      ? `does not answer${socket && !socket.there ? `: ${socket.path} is not there` : ''}`
      : engine.detail;
  return [{ ...base, state: 'missing', found, remedy: remedyFor('startDocker', facts) }];
}
