"""Alive is not ready: only readiness asks the database."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError

from src.config import settings
from src.database import describe_database, ping
from src.logs import log

router = APIRouter(tags=["health"])


@router.get("/health")
async def health() -> dict[str, str]:
    return {"status": "healthy", "service": settings().service, "version": settings().version}


@router.get("/ready")
def ready() -> JSONResponse:
    try:
        ping()
    except OperationalError as error:
        log.error("ready: database %s cannot be used: %s", describe_database(), str(error.orig).strip().splitlines()[0])
        return JSONResponse({"status": "not ready", "database": "unreachable"}, status_code=503)
    return JSONResponse({"status": "ready", "database": "connected"})
