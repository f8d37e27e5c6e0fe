import type { Exec } from '../ports/exec.ts';
import { catalog, type ToolName } from './catalog.ts';
import { ensureTool, type FoundTool, type ToolContext, type ToolRequest } from './ensure.ts';

/** What a configuration says about the programs; known only after the first of them may be called. */
export interface ToolWishes {
  readonly mirror?: string | undefined;
  readonly requests: readonly ToolRequest[];
}

/** Programs that are found or downloaded when a command first needs them, so that it overlaps with other work. */
export function execWithTools(
  exec: Exec,
  context: ToolContext,
  wishes: () => ToolWishes = () => ({ requests: [] }),
): Exec {
  const found = new Map<ToolName, Promise<FoundTool>>();
  const find = (name: ToolName): Promise<FoundTool> => {
    const { requests, mirror } = wishes();
    const search =
      found.get(name) ??
      ensureTool(requests.find((each) => each.name === name) ?? { name }, {
        ...context,
        ...(mirror === undefined ? {} : { mirror }),
      });
    found.set(name, search);
    return search;
  };
  return async (command, options) =>
    isTool(command.tool)
      ? exec({ ...command, tool: (await find(command.tool)).path }, options)
      : exec(command, options);
}

function isTool(tool: string): tool is ToolName {
  return Object.hasOwn(catalog, tool);
}
