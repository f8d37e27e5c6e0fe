import json

import pytest
from sqlmodel import Session, select
from src.chatbot.models import AgentRun, ToolCall
from src.database import engine


def message(text):
    content = [{"type": "input_text", "text": text}]
    return {"content": content, "attachments": [], "inference_options": {}}


def send(client, path, headers, kind, **params):
    return client.post(path("/chatkit"), headers=headers, json={"type": kind, "params": params})


def events(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [json.loads(line.removeprefix("data: ")) for line in answer.text.split("\n\n") if line]


def create(client, path, headers, text):
    found = events(send(client, path, headers, "threads.create", input=message(text)))
    thread = next(event["thread"]["id"] for event in found if event["type"] == "thread.created")
    return thread, found


def said(found):
    done = [event["item"] for event in found if event["type"] == "thread.item.done"]
    return [(item["type"], item["content"][0]["text"]) for item in done]


def test_a_new_thread_is_answered_and_its_tools_act(client, path, user):
    _, found = create(client, path, user, "Add a task to buy milk")
    assert said(found) == [("user_message", "Add a task to buy milk"), ("assistant_message", 'Added "buy milk".')]
    assert [task["title"] for task in client.get(path("/tasks"), headers=user).json()] == ["buy milk"]


def test_a_thread_goes_on_and_can_be_read_again(client, path, user):
    thread, _ = create(client, path, user, "Add a task to buy milk")
    more = send(client, path, user, "threads.add_user_message", thread_id=thread, input=message("List my tasks"))
    assert said(events(more))[-1] == ("assistant_message", "You have one task: buy milk.")
    items = send(client, path, user, "threads.get_by_id", thread_id=thread).json()["items"]["data"]
    assert len(items) == 4
    threads = send(client, path, user, "threads.list").json()["data"]
    assert [entry["id"] for entry in threads] == [thread]


def test_runs_and_tool_calls_are_logged(client, path, user):
    conversation = client.post(path("/chat"), headers=user, json={"message": "Add a task to buy milk"}).json()
    with Session(engine()) as session:
        runs = [run for run in session.exec(select(AgentRun)) if str(run.conversation_id) == conversation["conversation_id"]]
        calls = [call for call in session.exec(select(ToolCall)) if call.agent_run_id == runs[0].id]
    assert [run.status for run in runs] == ["completed"]
    assert [(call.name, call.arguments, call.failed) for call in calls] == [("add_task", {"title": "buy milk"}, False)]


def test_a_deleted_thread_is_gone_with_its_log(client, path, user):
    thread, _ = create(client, path, user, "Add a task to buy milk")
    assert send(client, path, user, "threads.delete", thread_id=thread).status_code == 200
    assert send(client, path, user, "threads.get_by_id", thread_id=thread).status_code == 404


@pytest.mark.parametrize("kind", ["threads.get_by_id", "threads.delete"])
def test_somebody_elses_thread_is_not_found(client, path, user, stranger, kind):
    thread, _ = create(client, path, user, "Hello")
    assert send(client, path, stranger, kind, thread_id=thread).status_code == 404
    assert send(client, path, user, "threads.get_by_id", thread_id=thread).status_code == 200


def test_a_model_that_fails_is_an_error_event(client, path, user):
    _, found = create(client, path, user, "Please fail with status 500")
    assert [event["message"] for event in found if event["type"] == "error"] == ["The language model did not answer"]


def test_strangers_and_nonsense(client, path, user):
    assert client.post(path("/chatkit"), json={}).status_code == 401
    assert client.post(path("/chatkit"), headers=user, json={"type": "nonsense"}).status_code == 422


def test_the_documentation_is_served(client):
    assert "swagger" in client.get("/docs").text.lower()
