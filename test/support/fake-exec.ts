import type { Command, Exec, ExecOptions, Outcome } from '../../src/ports/exec.ts';

export interface Answer {
  /** Matches when the argv (tool first), joined by blanks, equals the text, starts with it and a blank, or matches the pattern. */
  readonly when: string | RegExp;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  readonly ended?: Outcome['ended'];
  /** Used once, then passed over. Answers without it serve any number of calls. */
  readonly once?: boolean;
  /** Looks at the real command, for instance at its stdin. */
  readonly during?: (command: Command, options: ExecOptions) => void | Promise<void>;
}

/** A scripted stand-in for processes: strict (an unexpected command throws) and with a memory of every call. */
export function fakeExec(answers: readonly Answer[]): { exec: Exec; calls: Command[]; lines: () => string[] } {
  const calls: Command[] = [];
  const used = new Set<Answer>();
  const exec: Exec = async (command, options = {}) => {
    calls.push(command);
    const line = argv(command);
    const answer = answers.find(
      (candidate) => !(candidate.once && used.has(candidate)) && matches(candidate.when, line),
    );
    if (!answer) throw new Error(`unexpected command: ${line}`);
    used.add(answer);
    await answer.during?.(command, options);
    for (const text of (answer.stdout ?? '').split('\n').slice(0, -1)) options.onLine?.(text, 'stdout');
    if (options.onStdout) await options.onStdout(Buffer.from(answer.stdout ?? ''));
    const ended = answer.ended ?? 'exited';
    const exitCode = answer.exitCode ?? 0;
    return {
      command,
      ...(ended === 'exited' ? { exitCode } : {}),
      ended,
      stdout: answer.stdout ?? '',
      stderr: answer.stderr ?? '',
      truncated: false,
      durationMs: 1,
      failed: ended !== 'exited' || exitCode !== 0,
    };
  };
  return { exec, calls, lines: () => calls.map(argv) };
}

function argv(command: Command): string {
  return [command.tool, ...command.args].join(' ');
}

function matches(when: string | RegExp, line: string): boolean {
  return typeof when === 'string' ? line === when || line.startsWith(`${when} `) : when.test(line);
}
