from uuid import uuid4

import pytest
from sqlmodel import Session, select
from src.chatbot.models import Message
from src.config import settings
from src.database import engine
from src.logs import log
from tests.environment import MODEL_KEY


def say(client, path, headers, message, **more):
    return client.post(path("/chat"), headers=headers, json={"message": message, **more})


def titles(client, path, headers):
    return [(task["title"], task["completed"]) for task in client.get(path("/tasks"), headers=headers).json()]


def test_a_task_is_added_by_chat(client, path, user):
    answer = say(client, path, user, "Add a task to buy milk")
    body = answer.json()
    assert answer.status_code == 200, answer.text
    assert body["message"] == 'Added "buy milk".'
    assert body["tool_calls"] == [{"name": "add_task", "arguments": {"title": "buy milk"}, "failed": False}]
    assert titles(client, path, user) == [("buy milk", False)]


@pytest.mark.parametrize(
    ("message", "reply", "tools", "left"),
    [
        ("List my tasks", "You have 2 tasks: call Bob, buy milk.", ["list_tasks"], [("call Bob", False), ("buy milk", False)]),
        ("Complete buy milk", 'Completed "buy milk".', ["list_tasks", "complete_task"], [("call Bob", False), ("buy milk", True)]),
        ("Rename call Bob to call Ann", 'Updated "call Bob".', ["list_tasks", "update_task"], [("call Ann", False), ("buy milk", False)]),
        ("Delete the task call Bob", 'Deleted "call Bob".', ["list_tasks", "delete_task"], [("buy milk", False)]),
    ],
)
def test_every_tool(client, path, user, message, reply, tools, left):
    for title in ("buy milk", "call Bob"):
        client.post(path("/tasks"), headers=user, json={"title": title})
    body = say(client, path, user, message).json()
    assert (body["message"], [call["name"] for call in body["tool_calls"]]) == (reply, tools)
    assert titles(client, path, user) == left


def test_the_conversation_goes_on_and_is_kept(client, path, user):
    first = say(client, path, user, "Reply with the single word PONG").json()
    second = say(client, path, user, "Add buy bread to my list", conversation_id=first["conversation_id"]).json()
    assert (first["message"], second["message"]) == ("PONG", 'Added "buy bread".')
    assert second["conversation_id"] == first["conversation_id"]
    with Session(engine()) as session:
        rows = [row for row in session.exec(select(Message)) if str(row.conversation_id) == first["conversation_id"]]
    assert sorted((row.role, row.content) for row in rows) == [
        ("assistant", 'Added "buy bread".'),
        ("assistant", "PONG"),
        ("user", "Add buy bread to my list"),
        ("user", "Reply with the single word PONG"),
    ]


def test_the_tools_see_only_the_users_own_tasks(client, path, user, stranger):
    client.post(path("/tasks"), headers=user, json={"title": "private"})
    body = say(client, path, stranger, "Delete private").json()
    assert body["message"] == 'There is no task called "private".'
    assert titles(client, path, user) == [("private", False)]


def test_somebody_elses_conversation_is_forbidden(client, path, user, stranger):
    conversation = say(client, path, user, "Hello").json()["conversation_id"]
    answer = say(client, path, stranger, "Hello", conversation_id=conversation)
    assert (answer.status_code, answer.json()) == (403, {"detail": "Not allowed to access this conversation"})


def test_an_unknown_conversation(client, path, user):
    answer = say(client, path, user, "Hello", conversation_id=str(uuid4()))
    assert (answer.status_code, answer.json()) == (404, {"detail": "Conversation not found"})


@pytest.mark.parametrize("body", [{}, {"message": " "}, {"message": "x" * 4001}, {"message": "a", "conversation_id": "b"}])
def test_malformed_messages(client, path, user, body):
    assert client.post(path("/chat"), headers=user, json=body).status_code == 422


@pytest.mark.parametrize("status", [500, 429])
def test_a_model_that_fails_is_the_gateways_fault(client, path, user, status):
    answer = say(client, path, user, f"Please fail with status {status}")
    assert (answer.status_code, answer.json()) == (502, {"detail": "The language model did not answer"})


def test_a_revoked_key_is_logged_without_the_key(client, path, user, monkeypatch, caplog):
    monkeypatch.setattr(settings(), MODEL_KEY, "revoked-key")
    monkeypatch.setattr(log, "handlers", [caplog.handler])
    assert say(client, path, user, "Hello").status_code == 502
    logged = caplog.text
    assert "the language model did not answer" in logged
    assert "revoked-key" not in logged
