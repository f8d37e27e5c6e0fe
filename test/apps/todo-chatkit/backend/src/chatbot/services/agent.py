"""The assistant on OpenAI's Agents SDK: the SDK runs the rounds, the tools are MCP's."""

import json

import openai
from agents import Agent, FunctionTool, OpenAIResponsesModel, RunConfig, Runner
from agents.exceptions import AgentsException
from agents.tool_context import ToolContext

from src.chatbot.mcp.toolbox import Toolbox, ToolSpec
from src.chatbot.services.answer import INSTRUCTIONS, MAX_ROUNDS, Answer, Hands, ModelUnavailable, Turn
from src.config import settings


async def answer(history: list[Turn], toolbox: Toolbox) -> Answer:
    hands = Hands(toolbox)
    said = [{"role": turn.role, "content": turn.text} for turn in history]
    async with openai.AsyncOpenAI(
        api_key=settings().openai_api_key, base_url=settings().model_url, timeout=30, max_retries=1
    ) as client:
        agent = Agent(
            name="todo",
            instructions=INSTRUCTIONS,
            model=OpenAIResponsesModel(model=settings().openai_model, openai_client=client),
            tools=[_tool(spec, hands) for spec in toolbox.specs],
        )
        try:
            # Traces would go to OpenAI whatever the base URL is.
            config = RunConfig(tracing_disabled=True)
            result = await Runner.run(agent, said, max_turns=MAX_ROUNDS, run_config=config)
        except (openai.APIError, AgentsException) as error:
            raise ModelUnavailable(f"{type(error).__name__}: {error}") from error
    return Answer(str(result.final_output), hands.used)


def _tool(spec: ToolSpec, hands: Hands) -> FunctionTool:
    async def invoke(context: ToolContext, arguments: str) -> str:
        return (await hands.run(spec.name, json.loads(arguments))).text

    return FunctionTool(
        name=spec.name,
        description=spec.description,
        params_json_schema=spec.parameters,
        on_invoke_tool=invoke,
        strict_json_schema=False,
    )
