from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from src.middleware.auth import SessionDep, UserDep
from src.services import tasks

router = APIRouter(prefix="/tasks", tags=["tasks"])

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(max_length=2000)]


class TaskCreate(BaseModel):
    title: Title
    description: Description | None = None


class TaskUpdate(BaseModel):
    """Only what is sent is changed."""

    title: Title = Field(default="unchanged")
    description: Description | None = None
    completed: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> "TaskUpdate":
        if not self.model_fields_set:
            raise ValueError("at least one of title, description, completed")
        return self


class TaskResponse(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    user_id: UUID
    title: str
    description: str | None
    completed: bool
    created_at: datetime
    updated_at: datetime


@router.get("")
def list_tasks(session: SessionDep, user: UserDep, completed: bool | None = None) -> list[TaskResponse]:
    return [TaskResponse.model_validate(task) for task in tasks.list_tasks(session, user.id, completed)]


@router.post("", status_code=201)
def create_task(body: TaskCreate, session: SessionDep, user: UserDep) -> TaskResponse:
    return TaskResponse.model_validate(tasks.add_task(session, user.id, body.title, body.description))


@router.put("/{task_id}")
def update_task(task_id: UUID, body: TaskUpdate, session: SessionDep, user: UserDep) -> TaskResponse:
    changes = body.model_dump(exclude_unset=True)
    return TaskResponse.model_validate(tasks.update_task(session, user.id, task_id, changes))


@router.delete("/{task_id}", status_code=204)
def delete_task(task_id: UUID, session: SessionDep, user: UserDep) -> None:
    tasks.delete_task(session, user.id, task_id)


async def not_found(request: Request, error: tasks.TaskNotFound) -> JSONResponse:
    return JSONResponse({"detail": "Task not found"}, status_code=404)


async def forbidden(request: Request, error: tasks.TaskForbidden) -> JSONResponse:
    return JSONResponse({"detail": "Not allowed to access this task"}, status_code=403)
