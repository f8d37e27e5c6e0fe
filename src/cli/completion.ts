import { commands } from './commands.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A completion script made from the table of commands. */
export function completionScript(shell: Shell): string {
  return scripts[shell]();
}

const names = (): string => Object.keys(commands).join(' ');
const flagsOf = (command: string): string =>
  Object.keys(commands[command]?.flags ?? {})
    .map((flag) => `--${flag}`)
    .join(' ');

const scripts: Readonly<Record<Shell, () => string>> = {
  bash: () =>
    [
      '_taskflow_k8s() {',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the braces are bash's own
      '  local word="${COMP_WORDS[COMP_CWORD]}"',
      `  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${names()}" -- "$word")); return; fi`,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the braces are bash's own
      '  case "${COMP_WORDS[1]}" in',
      ...Object.keys(commands).map(
        (name) => `    ${name}) COMPREPLY=($(compgen -W "${flagsOf(name)}" -f -- "$word"));;`,
      ),
      '  esac',
      '}',
      'complete -o filenames -F _taskflow_k8s taskflow-k8s',
    ].join('\n'),
  zsh: () => ['autoload -U +X bashcompinit && bashcompinit', scripts.bash()].join('\n'),
  fish: () =>
    [
      `complete -c taskflow-k8s -n __fish_use_subcommand -f -a "${names()}"`,
      ...Object.entries(commands).flatMap(([name, spec]) =>
        Object.entries(spec.flags).map(
          ([flag, { short, value, description }]) =>
            `complete -c taskflow-k8s -n "__fish_seen_subcommand_from ${name}" -l ${flag}${short ? ` -s ${short}` : ''}${value ? ' -r' : ''} -d '${description.replaceAll("'", '’')}'`,
        ),
      ),
    ].join('\n'),
};
