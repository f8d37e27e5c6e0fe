"""The stand-in streams to the real SDK what it also answers whole."""

import json

import openai

TOOLS = [{"type": "function", "function": {"name": "add_task", "parameters": {"type": "object"}}}]


def ask(model_url, text):
    request = {"model": "m", "messages": [{"role": "user", "content": text}], "tools": TOOLS}
    with openai.OpenAI(api_key="key", base_url=f"{model_url}/v1") as client:
        with client.chat.completions.stream(**request) as stream:
            list(stream)
            return stream.get_final_completion().choices[0], client.chat.completions.create(**request).choices[0]


def test_text(model_url):
    streamed, whole = ask(model_url, "Hello")
    assert streamed.message.content == whole.message.content
    assert (streamed.finish_reason, whole.finish_reason) == ("stop", "stop")


def test_a_tool(model_url):
    for choice in ask(model_url, "Add a task to buy milk"):
        call = choice.message.tool_calls[0].function
        assert (choice.finish_reason, call.name) == ("tool_calls", "add_task")
        assert json.loads(call.arguments) == {"title": "buy milk"}
