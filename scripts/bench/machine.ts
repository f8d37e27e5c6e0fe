import { cpus, release, totalmem } from 'node:os';
import { shell } from './shell.ts';

/** Enough to judge a figure by, and nothing that names the place. */
export function machineText(): string {
  const all = cpus();
  return `${all.length} cores (${all[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
}

const asks: Readonly<Record<string, readonly string[]>> = {
  docker: ['docker', 'version', '--format', '{{.Server.Version}}'],
  minikube: ['minikube', 'version', '--short'],
  helm: ['helm', 'version', '--template', '{{.Version}}'],
  kubectl: ['kubectl', 'version', '--client', '-o', 'json'],
};

export async function versionsOf(env: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const found: Record<string, string> = { node: process.version };
  for (const [name, [command = '', ...args]] of Object.entries(asks)) {
    const { output } = await shell(command, args, { env });
    found[name] = /v?(\d+\.\d+\.\d+[^\s",]*)/.exec(output)?.[0] ?? 'unknown';
  }
  return found;
}
