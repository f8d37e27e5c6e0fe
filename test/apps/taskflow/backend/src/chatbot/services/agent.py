"""The assistant: the language model decides, the tools act, until there is an answer."""

import anthropic

from src.chatbot.mcp.toolbox import Toolbox, ToolSpec
from src.chatbot.services.answer import INSTRUCTIONS, MAX_ROUNDS, Answer, Hands, ModelUnavailable, Turn
from src.config import settings


async def answer(history: list[Turn], toolbox: Toolbox) -> Answer:
    messages: list[dict] = [{"role": turn.role, "content": turn.text} for turn in history]
    tools = [_tool(spec) for spec in toolbox.specs]
    hands = Hands(toolbox)
    async with anthropic.AsyncAnthropic(
        api_key=settings().anthropic_api_key, base_url=settings().model_url, timeout=30, max_retries=1
    ) as client:
        for _ in range(MAX_ROUNDS):
            reply = await _ask(client, messages, tools)
            calls = [block for block in reply.content if block.type == "tool_use"]
            if not calls:
                return Answer("".join(block.text for block in reply.content if block.type == "text"), hands.used)
            said = [block.model_dump(exclude_none=True) for block in reply.content]
            results = [await _run(hands, call) for call in calls]
            messages += [{"role": "assistant", "content": said}, {"role": "user", "content": results}]
    raise ModelUnavailable(f"no answer after {MAX_ROUNDS} rounds of tools")


async def _ask(client: anthropic.AsyncAnthropic, messages: list[dict], tools: list[dict]) -> anthropic.types.Message:
    try:
        return await client.messages.create(
            model=settings().anthropic_model, max_tokens=1024, system=INSTRUCTIONS, messages=messages, tools=tools
        )
    except anthropic.APIError as error:
        raise ModelUnavailable(f"{type(error).__name__}: {error.message}") from error


async def _run(hands: Hands, call: anthropic.types.ToolUseBlock) -> dict:
    result = await hands.run(call.name, dict(call.input))
    return {"type": "tool_result", "tool_use_id": call.id, "content": result.text, "is_error": result.failed}


def _tool(spec: ToolSpec) -> dict:
    return {"name": spec.name, "description": spec.description, "input_schema": spec.parameters}
