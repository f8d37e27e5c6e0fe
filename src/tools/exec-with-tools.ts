import type { Exec } from '../ports/exec.ts';
import { catalog, type ToolName } from './catalog.ts';
import { ensureTool, type FoundTool, type ToolContext, type ToolRequest } from './ensure.ts';

/** Programs that are found or downloaded when a command first needs them, so that it overlaps with other work. */
export function execWithTools(exec: Exec, context: ToolContext, requests: readonly ToolRequest[] = []): Exec {
  const found = new Map<ToolName, Promise<FoundTool>>();
  const find = (name: ToolName): Promise<FoundTool> => {
    const search = found.get(name) ?? ensureTool(requests.find((each) => each.name === name) ?? { name }, context);
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
