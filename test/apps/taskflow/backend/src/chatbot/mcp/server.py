"""The chat's tools, as a Model Context Protocol server bound to one user."""

from uuid import UUID

from mcp.server.fastmcp import FastMCP
from sqlmodel import Session

from src.models import Task
from src.services import tasks


def task_server(session: Session, user_id: UUID) -> FastMCP:
    server = FastMCP("tasks", log_level="WARNING")

    @server.tool()
    def add_task(title: str, description: str | None = None) -> dict:
        """Add a task to the user's list."""
        return _view(tasks.add_task(session, user_id, title.strip()[:200], description))

    @server.tool()
    def list_tasks(completed: bool | None = None) -> dict:
        """List the user's tasks, newest first; all of them, or only open or completed ones."""
        return {"tasks": [_view(task) for task in tasks.list_tasks(session, user_id, completed)]}

    @server.tool()
    def update_task(task_id: UUID, title: str | None = None, description: str | None = None) -> dict:
        """Change the title or the description of a task."""
        changes = {"title": title, "description": description}
        sent = {name: value for name, value in changes.items() if value is not None}
        return _view(tasks.update_task(session, user_id, task_id, sent))

    @server.tool()
    def complete_task(task_id: UUID) -> dict:
        """Mark a task as completed."""
        return _view(tasks.update_task(session, user_id, task_id, {"completed": True}))

    @server.tool()
    def delete_task(task_id: UUID) -> dict:
        """Delete a task."""
        return _view(tasks.delete_task(session, user_id, task_id))

    return server


def _view(task: Task) -> dict:
    return {
        "id": str(task.id),
        "title": task.title,
        "description": task.description,
        "completed": task.completed,
    }
