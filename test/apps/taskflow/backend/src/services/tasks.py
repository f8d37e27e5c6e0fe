"""What can be done to a task; the REST routes and the chat's tools both come here."""

from uuid import UUID

from sqlmodel import Session, col, select

from src.database import now
from src.models import Task


class TaskNotFound(Exception):
    pass


class TaskForbidden(Exception):
    pass


def list_tasks(session: Session, user_id: UUID, completed: bool | None = None) -> list[Task]:
    query = select(Task).where(Task.user_id == user_id)
    if completed is not None:
        query = query.where(Task.completed == completed)
    return list(session.exec(query.order_by(col(Task.created_at).desc(), col(Task.id))).all())


def add_task(session: Session, user_id: UUID, title: str, description: str | None = None) -> Task:
    return _save(session, Task(user_id=user_id, title=title, description=description))


def update_task(session: Session, user_id: UUID, task_id: UUID, changes: dict[str, object]) -> Task:
    task = _owned(session, user_id, task_id)
    for name, value in changes.items():
        setattr(task, name, value)
    task.updated_at = now()
    return _save(session, task)


def delete_task(session: Session, user_id: UUID, task_id: UUID) -> Task:
    task = _owned(session, user_id, task_id)
    session.delete(task)
    session.commit()
    return task


def _owned(session: Session, user_id: UUID, task_id: UUID) -> Task:
    # Locked until the end of the change: of two changes at once, the second finds what the first has left.
    task = session.get(Task, task_id, with_for_update=True)
    if task is None:
        raise TaskNotFound(task_id)
    if task.user_id != user_id:
        raise TaskForbidden(task_id)
    return task


def _save(session: Session, task: Task) -> Task:
    session.add(task)
    session.flush()
    session.refresh(task)
    # Taken out with its values: read again after the commit, it might be deleted already.
    session.expunge(task)
    session.commit()
    return task
