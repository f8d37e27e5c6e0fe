"""Assembles an application from its routers: logging, schema, CORS, errors."""

import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from sqlalchemy.exc import OperationalError

from src.api import tasks as task_routes
from src.config import settings
from src.database import describe_database, engine, migrate, ping
from src.logs import configure, give_up, log
from src.services.tasks import TaskForbidden, TaskNotFound


def create_app(title: str, public: Iterable[APIRouter], prefixed: Iterable[APIRouter]) -> FastAPI:
    app = FastAPI(title=title, version=settings().version, debug=settings().debug, lifespan=_lifespan)
    for router in public:
        app.include_router(router)
    for router in prefixed:
        app.include_router(router, prefix=settings().api_prefix)
    app.add_exception_handler(TaskNotFound, task_routes.not_found)
    app.add_exception_handler(TaskForbidden, task_routes.forbidden)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings().allowed_origins,
        allow_credentials=True,
        allow_methods=["GET", "POST", "PUT", "DELETE", "OPTIONS"],
        allow_headers=["Authorization", "Content-Type"],
    )
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    configure(settings().log_level)
    log.info("startup: %s %s (%s)", settings().service, settings().version, settings().environment)
    log.info("startup: CORS origins %s", ", ".join(settings().allowed_origins))
    _prepare_database()
    yield
    engine().dispose()
    log.info("shutdown: connections closed")


def _prepare_database() -> None:
    """A database that starts together with this process is given its time."""
    deadline = time.monotonic() + settings().database_wait_seconds
    while (reason := _unusable()) and time.monotonic() < deadline:
        log.info("startup: database %s is not ready yet: %s", describe_database(), reason)
        time.sleep(1)
    if reason:
        give_up(f"startup: database {describe_database()} cannot be used: {reason}")
    log.info("startup: database %s is ready", describe_database())


def _unusable() -> str | None:
    try:
        migrate() if settings().migrate_on_start else ping()
        return None
    except OperationalError as error:
        return str(error.orig).strip().splitlines()[0]
