import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../lib/error.ts';
import type { SecretRedactor } from '../lib/redact/redactor.ts';
import type { EvidenceItem } from '../model/evidence.ts';
import type { Command, Exec } from '../ports/exec.ts';
import { failureSentence, lastWords, orThrow } from '../tools/outcome.ts';
import { scratch } from '../tools/scratch.ts';
import { kubectl, type Target } from './commands.ts';
import { type Helper, helperCommand, kubeconfigOf, reader } from './helpers.ts';
import { createWriter } from './writer.ts';

export interface Asked {
  readonly helper: Helper;
  readonly withinMs: number;
  /** Redacted text: all that it is told. */
  readonly question: string;
  readonly target: Target;
  readonly dir: string;
  /** Variables that it must not inherit. */
  readonly withheld: readonly string[];
}

interface Ports {
  readonly exec: Exec;
  readonly redactor: SecretRedactor;
  readonly signal: AbortSignal;
}

/** Asks a program of the user for its opinion. Whatever comes of it is one file of the evidence; no verdict ever hangs on it. */
export async function askHelper(asked: Asked, ports: Ports): Promise<EvidenceItem> {
  const writer = createWriter(asked.dir, ports.redactor);
  const found = {
    file: `second-opinion/${asked.helper}.txt`,
    what: `second opinion of ${asked.helper}, not the verdict`,
  };
  const work = await scratch('opinion');
  const name = `second-opinion-${randomBytes(4).toString('hex')}`;
  try {
    const kubeconfig = await reducedAccess(name, { ...asked, file: join(work, 'kubeconfig') }, ports);
    const env = {
      ...Object.fromEntries(asked.withheld.map((key) => [key, undefined])),
      KUBECONFIG: kubeconfig,
      TMPDIR: work,
    };
    const command = { ...helperCommand(asked), cwd: work, env, timeoutMs: asked.withinMs, stdin: '' };
    const outcome = await ports.exec(command, { signal: ports.signal });
    const said = `${outcome.stdout}\n${outcome.failed ? outcome.stderr : ''}`.trim();
    const why = outcome.failed ? { failed: lastWords(outcome, 2) || failureSentence(outcome) } : { text: `${said}\n` };
    return await writer.write({ ...found, command: `${command.tool} …`, ...why });
  } catch (error) {
    return await writer.write({ ...found, failed: messageOf(error) });
  } finally {
    await rm(work, { recursive: true, force: true });
    await takeAccess(name, asked.target, ports.exec);
  }
}

/** An account of its own for the time of the question: it reads pods, events and workloads of one namespace, and no Secret. */
async function reducedAccess(name: string, asked: Asked & { readonly file: string }, ports: Ports): Promise<string> {
  const { target, file, withinMs } = asked;
  const run = async (command: Command): Promise<string> =>
    orThrow(await ports.exec(command, { signal: ports.signal })).stdout;
  await run({ ...kubectl(target, ['apply', '-n', target.namespace, '-f', '-']), stdin: JSON.stringify(reader(name)) });
  const seconds = Math.max(600, Math.ceil(withinMs / 1000));
  const token = await run(kubectl(target, ['create', 'token', name, '-n', target.namespace, `--duration=${seconds}s`]));
  const view = await run(kubectl(target, ['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json']));
  ports.redactor.add('second-opinion-token', token.trim());
  await writeFile(file, kubeconfigOf(JSON.parse(view), token.trim(), target.namespace), { mode: 0o600 });
  return file;
}

/** With time of its own: the account must go also when the run is being ended. */
async function takeAccess(name: string, target: Target, exec: Exec): Promise<void> {
  const kinds = 'serviceaccount,role,rolebinding';
  await exec(kubectl(target, ['delete', kinds, name, '-n', target.namespace, '--ignore-not-found', '--wait=false']));
}
