from fastapi import APIRouter

from src.config import settings

router = APIRouter(tags=["health"])


@router.get("/health")
async def health() -> dict[str, str]:
    """Alive; the database is not asked, or its outage would restart every pod."""
    return {"status": "healthy", "service": settings().service, "version": settings().version}
