from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from src.database import UtcDateTime, now


class AgentRun(SQLModel, table=True):
    """One turn of the agent: how long it took and how it ended."""

    __tablename__ = "agent_runs"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversations.id", index=True)
    model: str = Field(max_length=100)
    status: str = Field(max_length=16)
    started_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    finished_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class ToolCall(SQLModel, table=True):
    """One tool that a run used."""

    __tablename__ = "tool_calls"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    agent_run_id: UUID = Field(foreign_key="agent_runs.id", index=True)
    name: str = Field(max_length=100)
    arguments: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    failed: bool = Field(default=False)
