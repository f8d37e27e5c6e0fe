"""What goes into the assistant and comes out of it, whichever model answers."""

from dataclasses import dataclass, field

from src.chatbot.mcp.toolbox import Toolbox, ToolResult

INSTRUCTIONS = "You manage the user's task list. Use the tools to change it, and answer in one short sentence."
MAX_ROUNDS = 8


@dataclass(frozen=True)
class Turn:
    role: str
    text: str


@dataclass(frozen=True)
class Answer:
    text: str
    tool_calls: list[dict] = field(default_factory=list)


class ModelUnavailable(Exception):
    pass


@dataclass(frozen=True)
class Hands:
    """Runs the tools that the model asks for, and remembers which."""

    toolbox: Toolbox
    used: list[dict] = field(default_factory=list)

    async def run(self, name: str, arguments: dict) -> ToolResult:
        result = await self.toolbox.call(name, arguments)
        self.used.append({"name": name, "arguments": arguments, "failed": result.failed})
        return result
