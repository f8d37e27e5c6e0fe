"""The assistant on OpenAI's chat completions: the model decides, the tools act, until there is an answer."""

import json

import openai
from openai.types.chat import ChatCompletionMessage, ChatCompletionMessageToolCall

from src.chatbot.mcp.toolbox import Toolbox, ToolSpec
from src.chatbot.services.answer import INSTRUCTIONS, MAX_ROUNDS, Answer, Hands, ModelUnavailable, Turn
from src.config import settings


async def answer(history: list[Turn], toolbox: Toolbox) -> Answer:
    messages: list[dict] = [{"role": "system", "content": INSTRUCTIONS}]
    messages += [{"role": turn.role, "content": turn.text} for turn in history]
    tools = [_tool(spec) for spec in toolbox.specs]
    hands = Hands(toolbox)
    async with openai.AsyncOpenAI(
        api_key=settings().openai_api_key, base_url=settings().model_url, timeout=30, max_retries=1
    ) as client:
        for _ in range(MAX_ROUNDS):
            reply = await _ask(client, messages, tools)
            if not reply.tool_calls:
                return Answer(reply.content or "", hands.used)
            messages.append(reply.model_dump(exclude_none=True))
            messages += [await _run(hands, call) for call in reply.tool_calls]
    raise ModelUnavailable(f"no answer after {MAX_ROUNDS} rounds of tools")


async def _ask(client: openai.AsyncOpenAI, messages: list[dict], tools: list[dict]) -> ChatCompletionMessage:
    try:
        completion = await client.chat.completions.create(
            model=settings().openai_model, messages=messages, tools=tools
        )
    except openai.APIError as error:
        raise ModelUnavailable(f"{type(error).__name__}: {error.message}") from error
    return completion.choices[0].message


async def _run(hands: Hands, call: ChatCompletionMessageToolCall) -> dict:
    result = await hands.run(call.function.name, json.loads(call.function.arguments))
    return {"role": "tool", "tool_call_id": call.id, "content": result.text}


def _tool(spec: ToolSpec) -> dict:
    function = {"name": spec.name, "description": spec.description, "parameters": spec.parameters}
    return {"type": "function", "function": function}
