"""One engine per process, one session per request."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import DateTime, Engine, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from src.config import settings
from src.logs import log

MIGRATION_LOCK = 7_365_501


class UtcDateTime(TypeDecorator):
    """Always UTC in Python, whatever zone the server's session has."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    return datetime.now(UTC)


def database_url() -> URL:
    url = make_url(settings().database_url)
    # Hosting providers hand out "postgres://", a name SQLAlchemy no longer knows.
    return url.set(drivername="postgresql+psycopg2") if url.drivername in ("postgres", "postgresql") else url


@lru_cache
def engine() -> Engine:
    url = database_url()
    options = {"connect_timeout": 5} if url.get_backend_name() == "postgresql" else {}
    return create_engine(url, pool_pre_ping=True, connect_args=options)


def get_session() -> Iterator[Session]:
    with Session(engine()) as session:
        yield session


def ping() -> None:
    with engine().connect() as connection:
        connection.execute(text("SELECT 1"))


def migrate() -> None:
    """Bring the schema to head; replicas that start together take turns."""
    with engine().begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config = Config(str(Path(__file__).parent.parent / "alembic.ini"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    log.info("database: schema is up to date")


def describe_database() -> str:
    """Where the database is, without the password."""
    url = database_url()
    return f"{url.host}:{url.port or 5432}/{url.database}" if url.host else str(url.database)
