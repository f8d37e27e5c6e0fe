"""What every deployment configures, read once from the environment: complete or refused."""

import sys
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Configuration(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")

    service: str
    version: str = "1.0.0"

    database_url: str
    database_wait_seconds: int = 0
    better_auth_secret: str
    cors_origins: str = "http://localhost:3000"

    api_prefix: str
    environment: str = "development"
    debug: bool = False
    log_level: str = "info"
    token_minutes: int = 60
    migrate_on_start: bool = True

    @property
    def allowed_origins(self) -> list[str]:
        return [origin.strip() for origin in self.cors_origins.split(",") if origin.strip()]


Kind = TypeVar("Kind", bound=Configuration)


def load(kind: type[Kind]) -> Kind:
    try:
        return kind()
    except ValidationError as error:
        names = ", ".join(sorted(str(item["loc"][0]).upper() for item in error.errors()))
        # The values may be secrets, so only the names are printed.
        sys.exit(f"configuration: missing or malformed environment variables: {names}")
