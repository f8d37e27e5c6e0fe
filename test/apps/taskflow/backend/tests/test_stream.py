"""The stand-in streams to the real SDK what it also answers whole."""

import anthropic

TOOLS = [{"name": "add_task", "description": "Add a task", "input_schema": {"type": "object"}}]


def ask(model_url, text):
    messages = [{"role": "user", "content": text}]
    request = {"model": "m", "max_tokens": 99, "messages": messages, "tools": TOOLS}
    with anthropic.Anthropic(api_key="key", base_url=model_url) as client:
        with client.messages.stream(**request) as stream:
            list(stream)
            return stream.get_final_message(), client.messages.create(**request)


def test_text(model_url):
    streamed, whole = ask(model_url, "Hello")
    assert streamed.content[0].text == whole.content[0].text
    assert (streamed.stop_reason, whole.stop_reason) == ("end_turn", "end_turn")


def test_a_tool(model_url):
    streamed, whole = ask(model_url, "Add a task to buy milk")
    assert [(block.name, block.input) for block in streamed.content] == [("add_task", {"title": "buy milk"})]
    assert (whole.content[0].input, streamed.stop_reason) == ({"title": "buy milk"}, "tool_use")
