import { wrap } from '../lib/wrap.ts';
import { type CommandSpec, commands } from './commands.ts';

/** Help is read in small windows too. */
const columns = 80;

export function helpText(command?: string): string {
  const spec = command === undefined ? undefined : commands[command];
  return spec && command ? commandHelp(command, spec) : overview();
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    ...wrap(
      'taskflow-k8s deploys a system to a real Kubernetes cluster, proves it checkpoint by checkpoint, and names the cause when it fails.',
      columns,
    ),
    '',
    'Usage: taskflow-k8s COMMAND [flags]',
    '',
    'Commands:',
    ...Object.entries(commands).flatMap(([name, spec]) =>
      wrap(spec.summary, columns, `  ${name.padEnd(width)}  `, ' '.repeat(width + 4)),
    ),
    '',
    ...wrap(
      'Exit codes: 0 green; 1 a checkpoint or check failed; 2 usage or configuration; 3 the machine, the cluster or the reference; 130 cancelled.',
      columns,
      '',
      '  ',
    ),
    '',
    'Examples:',
    '  taskflow-k8s init',
    '  taskflow-k8s run -c pipeline.yml',
    '  taskflow-k8s run --help',
  ].join('\n');
}

function commandHelp(name: string, spec: CommandSpec): string {
  const flags = Object.entries(spec.flags).map(
    ([flag, { short, value, description }]) =>
      [`${short ? `-${short}, ` : '    '}--${flag}${value ? ` ${value}` : ''}`, description] as const,
  );
  const width = Math.max(...flags.map(([left]) => left.length));
  return [
    ...wrap(spec.summary, columns),
    '',
    `Usage: taskflow-k8s ${name}${spec.positionals ? ` ${spec.positionals}` : ''} [flags]`,
    '',
    'Flags:',
    ...flags.flatMap(([left, right]) => wrap(right, columns, `  ${left.padEnd(width)}  `, ' '.repeat(width + 4))),
    '',
    'Examples:',
    ...spec.examples.map((example) => `  ${example}`),
  ].join('\n');
}
