"""The stand-in streams to the real SDK what it also answers whole."""

import json

import cohere

TOOLS = [{"type": "function", "function": {"name": "add_task", "parameters": {"type": "object"}}}]
CALL_EVENTS = ("tool-call-start", "tool-call-delta")


def ask(model_url, text):
    request = {"model": "m", "messages": [{"role": "user", "content": text}], "tools": TOOLS}
    client = cohere.ClientV2(api_key="key", base_url=model_url)
    return list(client.chat_stream(**request)), client.chat(**request)


def test_text(model_url):
    events, whole = ask(model_url, "Hello")
    words = [event.delta.message.content.text for event in events if event.type == "content-delta"]
    assert "".join(words) == whole.message.content[0].text
    assert (events[-1].delta.finish_reason, whole.finish_reason) == ("COMPLETE", "COMPLETE")


def test_a_tool(model_url):
    events, whole = ask(model_url, "Add a task to buy milk")
    # This version of the SDK hands the calls through as they came.
    calls = [event.dict()["delta"]["message"]["tool_calls"] for event in events if event.type in CALL_EVENTS]
    assert calls[0]["function"]["name"] == "add_task"
    assert json.loads("".join(call["function"]["arguments"] for call in calls)) == {"title": "buy milk"}
    assert json.loads(whole.message.tool_calls[0].function.arguments) == {"title": "buy milk"}
