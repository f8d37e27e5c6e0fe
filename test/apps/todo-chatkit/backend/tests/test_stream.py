"""The stand-in streams to the real SDK what it also answers whole."""

import json

import openai

TOOLS = [{"type": "function", "name": "add_task", "parameters": {"type": "object"}, "strict": False}]


def ask(model_url, text):
    request = {"model": "m", "input": text, "tools": TOOLS}
    with openai.OpenAI(api_key="key", base_url=f"{model_url}/v1") as client:
        with client.responses.stream(**request) as stream:
            kinds = [event.type for event in stream]
            return kinds, stream.get_final_response(), client.responses.create(**request)


def test_text(model_url):
    kinds, streamed, whole = ask(model_url, "Hello")
    assert streamed.output_text == whole.output_text
    assert (kinds[0], kinds[-1]) == ("response.created", "response.completed")
    assert kinds.count("response.output_text.delta") > 5


def test_a_tool(model_url):
    _, *responses = ask(model_url, "Add a task to buy milk")
    for response in responses:
        (call,) = response.output
        assert (call.type, call.name, json.loads(call.arguments)) == ("function_call", "add_task", {"title": "buy milk"})
