"""
The tools in the shape that the Model Context Protocol gives them: a name, a JSON Schema, a text as result.

Its SDK cannot be used here: it needs anyio 4, which the FastAPI of this application refuses.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from src.models import Task
from src.services import tasks


@dataclass(frozen=True)
class ToolSpec:
    name: str
    description: str
    parameters: dict


@dataclass(frozen=True)
class ToolResult:
    text: str
    failed: bool


@dataclass(frozen=True)
class Toolbox:
    specs: list[ToolSpec]
    run: Callable[[str, dict], dict]

    async def call(self, name: str, arguments: dict) -> ToolResult:
        try:
            return ToolResult(text=json.dumps(self.run(name, arguments)), failed=False)
        except (KeyError, ValidationError, tasks.TaskNotFound, tasks.TaskForbidden) as error:
            return ToolResult(text=f"{type(error).__name__}: {error}", failed=True)


class NewTask(BaseModel):
    title: str
    description: str | None = None


class Filter(BaseModel):
    completed: bool | None = None


class OneTask(BaseModel):
    task_id: UUID


class ChangedTask(OneTask):
    title: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Tool:
    description: str
    parameters: type[BaseModel]
    act: Callable[[Session, UUID, BaseModel], dict]


def _view(task: Task) -> dict:
    return {"id": str(task.id), "title": task.title, "description": task.description, "completed": task.completed}


def _list(session: Session, user_id: UUID, given: Filter) -> dict:
    return {"tasks": [_view(task) for task in tasks.list_tasks(session, user_id, given.completed)]}


def _update(session: Session, user_id: UUID, given: ChangedTask) -> dict:
    changes = given.model_dump(exclude={"task_id"}, exclude_none=True)
    return _view(tasks.update_task(session, user_id, given.task_id, changes))


TOOLS = {
    "add_task": Tool(
        "Add a task to the user's list.",
        NewTask,
        lambda session, user, given: _view(tasks.add_task(session, user, given.title.strip()[:200], given.description)),
    ),
    "list_tasks": Tool("List the user's tasks, newest first.", Filter, _list),
    "update_task": Tool("Change the title or the description of a task.", ChangedTask, _update),
    "complete_task": Tool(
        "Mark a task as completed.",
        OneTask,
        lambda session, user, given: _view(tasks.update_task(session, user, given.task_id, {"completed": True})),
    ),
    "delete_task": Tool(
        "Delete a task.",
        OneTask,
        lambda session, user, given: _view(tasks.delete_task(session, user, given.task_id)),
    ),
}


@asynccontextmanager
async def open_toolbox(session: Session, user_id: UUID) -> AsyncIterator[Toolbox]:
    specs = [ToolSpec(name, tool.description, tool.parameters.model_json_schema()) for name, tool in TOOLS.items()]
    yield Toolbox(specs, partial(_run, session, user_id))


def _run(session: Session, user_id: UUID, name: str, arguments: dict) -> dict:
    tool = TOOLS[name]
    return tool.act(session, user_id, tool.parameters.model_validate(arguments))
