"""The assistant: the language model decides, the tools act, until there is an answer."""

from dataclasses import dataclass, field

import anthropic

from src.chatbot.mcp.toolbox import Toolbox
from src.config import settings

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


async def answer(history: list[Turn], toolbox: Toolbox) -> Answer:
    messages: list[dict] = [{"role": turn.role, "content": turn.text} for turn in history]
    used: list[dict] = []
    async with anthropic.AsyncAnthropic(
        api_key=settings().anthropic_api_key, base_url=settings().model_url, timeout=30, max_retries=1
    ) as client:
        for _ in range(MAX_ROUNDS):
            reply = await _ask(client, messages, toolbox)
            calls = [block for block in reply.content if block.type == "tool_use"]
            if not calls:
                return Answer("".join(block.text for block in reply.content if block.type == "text"), used)
            results = [await _run(toolbox, call, used) for call in calls]
            messages += [
                {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in reply.content]},
                {"role": "user", "content": results},
            ]
    raise ModelUnavailable(f"no answer after {MAX_ROUNDS} rounds of tools")


async def _ask(client: anthropic.AsyncAnthropic, messages: list[dict], toolbox: Toolbox) -> anthropic.types.Message:
    tools = [
        {"name": spec.name, "description": spec.description, "input_schema": spec.parameters} for spec in toolbox.specs
    ]
    try:
        return await client.messages.create(
            model=settings().anthropic_model, max_tokens=1024, system=INSTRUCTIONS, messages=messages, tools=tools
        )
    except anthropic.APIError as error:
        raise ModelUnavailable(f"{type(error).__name__}: {error.message}") from error


async def _run(toolbox: Toolbox, call: anthropic.types.ToolUseBlock, used: list[dict]) -> dict:
    result = await toolbox.call(call.name, dict(call.input))
    used.append({"name": call.name, "arguments": call.input, "failed": result.failed})
    return {"type": "tool_result", "tool_use_id": call.id, "content": result.text, "is_error": result.failed}
