"""The assistant on Cohere's chat: the model decides, the tools act, until there is an answer."""

import json

import cohere
import httpx
from cohere.core.api_error import ApiError

from src.chatbot.mcp.toolbox import Toolbox, ToolSpec
from src.chatbot.services.answer import INSTRUCTIONS, MAX_ROUNDS, Answer, Hands, ModelUnavailable, Turn
from src.config import settings


async def answer(history: list[Turn], toolbox: Toolbox) -> Answer:
    messages: list[dict] = [{"role": "system", "content": INSTRUCTIONS}]
    messages += [{"role": turn.role, "content": turn.text} for turn in history]
    tools = [_tool(spec) for spec in toolbox.specs]
    hands = Hands(toolbox)
    client = cohere.AsyncClientV2(api_key=settings().cohere_api_key, base_url=settings().model_url, timeout=30)
    for _ in range(MAX_ROUNDS):
        reply = await _ask(client, messages, tools)
        if not reply.tool_calls:
            return Answer("".join(part.text for part in reply.content or []), hands.used)
        messages.append(reply.model_dump(exclude_none=True))
        messages += [await _run(hands, call) for call in reply.tool_calls]
    raise ModelUnavailable(f"no answer after {MAX_ROUNDS} rounds of tools")


async def _ask(client: cohere.AsyncClientV2, messages: list[dict], tools: list[dict]) -> cohere.AssistantMessageResponse:
    try:
        reply = await client.chat(
            model=settings().cohere_model, messages=messages, tools=tools, request_options={"max_retries": 1}
        )
    except (ApiError, httpx.HTTPError) as error:
        detail = f"status {error.status_code}: {error.body}" if isinstance(error, ApiError) else str(error)
        raise ModelUnavailable(f"{type(error).__name__}: {detail}") from error
    return reply.message


async def _run(hands: Hands, call: cohere.ToolCallV2) -> dict:
    result = await hands.run(call.function.name, json.loads(call.function.arguments))
    document = {"type": "document", "document": {"data": {"text": result.text}}}
    return {"role": "tool", "tool_call_id": call.id, "content": [document]}


def _tool(spec: ToolSpec) -> dict:
    function = {"name": spec.name, "description": spec.description, "parameters": spec.parameters}
    return {"type": "function", "function": function}
