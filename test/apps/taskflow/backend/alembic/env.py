"""Runs migrations on the application's own connection, or opens one when called by hand."""

from alembic import context
from sqlmodel import SQLModel

import src.chatbot.models
import src.models
from src.database import engine

assert src.models and src.chatbot.models  # imported for their tables


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with engine().begin() as opened:
        run(opened)
