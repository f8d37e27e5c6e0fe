from uuid import uuid4

import pytest


def create(client, path, headers, **fields):
    return client.post(path("/tasks"), headers=headers, json={"title": "buy milk", **fields})


def test_a_created_task_is_listed(client, path, user):
    created = create(client, path, user, description="two litres")
    body = created.json()
    assert created.status_code == 201
    assert set(body) == {"id", "user_id", "title", "description", "completed", "created_at", "updated_at"}
    assert (body["title"], body["description"], body["completed"]) == ("buy milk", "two litres", False)
    listed = client.get(path("/tasks"), headers=user)
    assert (listed.status_code, listed.json()) == (200, [body])


def test_the_newest_task_comes_first(client, path, user):
    for title in ("first", "second", "third"):
        create(client, path, user, title=title)
    titles = [task["title"] for task in client.get(path("/tasks"), headers=user).json()]
    assert titles == ["third", "second", "first"]


def test_open_and_completed_tasks_can_be_told_apart(client, path, user):
    done, todo = (create(client, path, user, title=title).json()["id"] for title in ("done", "todo"))
    client.put(path(f"/tasks/{done}"), headers=user, json={"completed": True})
    for flag, expected in (("true", [done]), ("false", [todo])):
        listed = client.get(path(f"/tasks?completed={flag}"), headers=user).json()
        assert [task["id"] for task in listed] == expected


def test_an_update_changes_only_what_it_sends(client, path, user):
    before = create(client, path, user, description="two litres").json()
    answer = client.put(path(f"/tasks/{before['id']}"), headers=user, json={"completed": True})
    after = answer.json()
    assert answer.status_code == 200
    assert after["updated_at"] > before["updated_at"]
    assert {**before, "completed": True, "updated_at": after["updated_at"]} == after


def test_a_description_can_be_removed(client, path, user):
    task = create(client, path, user, description="two litres").json()
    answer = client.put(path(f"/tasks/{task['id']}"), headers=user, json={"description": None})
    assert answer.json()["description"] is None


def test_a_deleted_task_is_gone(client, path, user):
    task = create(client, path, user).json()
    answer = client.delete(path(f"/tasks/{task['id']}"), headers=user)
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(path("/tasks"), headers=user).json() == []
    again = client.delete(path(f"/tasks/{task['id']}"), headers=user)
    assert (again.status_code, again.json()) == (404, {"detail": "Task not found"})


@pytest.mark.parametrize("body", [{}, {"title": " "}, {"title": "x" * 201}, {"title": 7}, {"title": "a", "description": "x" * 2001}])
def test_malformed_tasks_are_refused(client, path, user, body):
    assert client.post(path("/tasks"), headers=user, json=body).status_code == 422
    assert client.get(path("/tasks"), headers=user).json() == []


@pytest.mark.parametrize("body", [{}, {"title": ""}, {"title": None}, {"completed": "perhaps"}, {"unknown": 1}])
def test_malformed_updates_are_refused(client, path, user, body):
    task = create(client, path, user).json()
    assert client.put(path(f"/tasks/{task['id']}"), headers=user, json=body).status_code == 422
    assert client.get(path("/tasks"), headers=user).json() == [task]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_somebody_elses_task_is_forbidden(client, path, user, stranger, method):
    task = create(client, path, user).json()
    answer = client.request(method, path(f"/tasks/{task['id']}"), headers=stranger, json={"completed": True})
    assert (answer.status_code, answer.json()) == (403, {"detail": "Not allowed to access this task"})
    assert client.get(path("/tasks"), headers=user).json() == [task]
    assert client.get(path("/tasks"), headers=stranger).json() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_unknown_and_malformed_ids(client, path, user, method):
    unknown = client.request(method, path(f"/tasks/{uuid4()}"), headers=user, json={"completed": True})
    malformed = client.request(method, path("/tasks/seven"), headers=user, json={"completed": True})
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Task not found"})
    assert malformed.status_code == 422
