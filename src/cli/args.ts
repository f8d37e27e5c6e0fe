import { parseArgs } from 'node:util';
import { nearest } from '../lib/nearest.ts';
import { type Problem, UsageError } from '../model/problem.ts';
import { type CommandSpec, commands } from './commands.ts';

export interface ParsedArgs {
  readonly command: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly switches: ReadonlySet<string>;
  readonly positionals: readonly string[];
}

/** argv → a command with its flags, or a UsageError that names what is wrong with all of them. */
export function parseCommandLine(argv: readonly string[]): ParsedArgs {
  const [name, ...rest] = argv;
  const asksForHelp = name === undefined || name === '--help' || name === '-h' || name === 'help';
  if (asksForHelp) return { command: 'help', flags: {}, switches: new Set(), positionals: rest.slice(0, 1) };
  if (name === '--version' || name === 'version')
    return { command: 'version', flags: {}, switches: new Set(), positionals: [] };
  const spec = commands[name];
  if (!spec)
    throw new UsageError([
      problem(
        `${name}`,
        'there is no such command',
        nearest(name, Object.keys(commands)),
        `commands are: ${Object.keys(commands).join(', ')}`,
      ),
    ]);
  const { values, positionals, tokens } = parseArgs({
    args: rest,
    options: optionsOf(spec),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const problems = tokens.flatMap((token) => (token.kind === 'option' ? tokenProblems(token, name, spec) : []));
  if (!spec.positionals) problems.push(...positionals.map((word) => problem(word, `${name} takes no argument`)));
  if (problems.length > 0) throw new UsageError(problems);
  const flags = Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const switches = Object.keys(values).filter((flag) => values[flag] === true);
  return { command: name, flags: Object.fromEntries(flags), switches: new Set(switches), positionals };
}

function optionsOf(spec: CommandSpec): Record<string, { type: 'string' | 'boolean'; short?: string }> {
  return Object.fromEntries(
    Object.entries(spec.flags).map(([name, flag]) => [
      name,
      { type: flag.value ? 'string' : 'boolean', ...(flag.short ? { short: flag.short } : {}) },
    ]),
  );
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

function tokenProblems(token: OptionToken, command: string, spec: CommandSpec): Problem[] {
  const flag = spec.flags[token.name];
  if (!flag) {
    const meant = nearest(token.name, Object.keys(spec.flags));
    return [
      problem(
        token.rawName,
        `${command} has no such flag`,
        meant === undefined ? undefined : `--${meant}`,
        `see taskflow-k8s ${command} --help`,
      ),
    ];
  }
  if (flag.value && (token.value === undefined || token.value === ''))
    return [problem(token.rawName, `needs a value: ${token.rawName} ${flag.value}`)];
  if (!flag.value && token.value !== undefined) return [problem(token.rawName, 'takes no value')];
  return [];
}

function problem(source: string, message: string, meant?: string, hint?: string): Problem {
  return { source, message, ...(meant === undefined ? {} : { meant }), ...(hint === undefined ? {} : { hint }) };
}
