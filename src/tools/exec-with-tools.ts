import type { Command, Exec, Outcome } from '../ports/exec.ts';
import { catalog, type ToolName } from './catalog.ts';
import { ensureTool, type FoundTool, type ToolContext, type ToolRequest } from './ensure.ts';

/** What a configuration says about the programs; known only after the first of them may be called. */
export interface ToolWishes {
  readonly mirror?: string | undefined;
  readonly requests: readonly ToolRequest[];
}

/** One search serves all who ask; it ends when the last of them has been cancelled, and may begin anew after that. */
interface Search {
  readonly tool: Promise<FoundTool>;
  readonly stop: AbortController;
  askers: number;
  done: boolean;
}

/** Programs that are found or downloaded when a command first needs them, so that it overlaps with other work. */
export function execWithTools(
  exec: Exec,
  context: ToolContext,
  wishes: () => ToolWishes = () => ({ requests: [] }),
): Exec {
  const searches = new Map<ToolName, Search>();

  const begin = (name: ToolName): Search => {
    const { requests, mirror } = wishes();
    const stop = new AbortController();
    const tool = ensureTool(requests.find((each) => each.name === name) ?? { name }, {
      ...context,
      ...(mirror === undefined ? {} : { mirror }),
      ports: { ...context.ports, signal: stop.signal },
    });
    const search: Search = { tool, stop, askers: 0, done: false };
    const end = (): void => {
      search.done = true;
    };
    tool.then(end, end);
    searches.set(name, search);
    return search;
  };

  const find = async (name: ToolName, signal: AbortSignal | undefined): Promise<FoundTool | undefined> => {
    const search = searches.get(name) ?? begin(name);
    search.askers++;
    try {
      return await Promise.race([search.tool, abortOf(signal)]);
    } finally {
      search.askers--;
      if (search.askers === 0 && !search.done) {
        searches.delete(name);
        search.stop.abort(new Error(`nobody waits for ${name} any more`));
      }
    }
  };

  return async (command, options = {}) => {
    if (!isTool(command.tool)) return exec(command, options);
    const found = await find(command.tool, options.signal);
    return found ? exec({ ...command, tool: found.path }, options) : cancelled(command);
  };
}

function abortOf(signal: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve(undefined);
    signal?.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function cancelled(command: Command): Outcome {
  return { command, ended: 'cancelled', stdout: '', stderr: '', truncated: false, durationMs: 0, failed: true };
}

function isTool(tool: string): tool is ToolName {
  return Object.hasOwn(catalog, tool);
}
