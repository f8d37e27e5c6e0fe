"""Environment configuration: read once, complete or refused."""

import sys
from functools import lru_cache

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")

    service: str = "taskflow-backend"
    version: str = "1.0.0"

    database_url: str
    better_auth_secret: str
    anthropic_api_key: str
    anthropic_base_url: str = ""
    anthropic_model: str = "claude-sonnet-4-5"
    cors_origins: str = "http://localhost:3000"

    api_prefix: str = "/api/v1"
    environment: str = "development"
    debug: bool = False
    log_level: str = "info"
    token_minutes: int = 60
    migrate_on_start: bool = True

    @property
    def model_url(self) -> str:
        # An empty variable, as charts set it, would leave the SDK without any address.
        return self.anthropic_base_url or "https://api.anthropic.com"

    @property
    def signing_secret(self) -> str:
        return self.better_auth_secret

    @property
    def allowed_origins(self) -> list[str]:
        return [origin.strip() for origin in self.cors_origins.split(",") if origin.strip()]


@lru_cache
def settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(sorted(str(item["loc"][0]).upper() for item in error.errors()))
        # The values may be secrets, so only the names are printed.
        sys.exit(f"configuration: missing or malformed environment variables: {names}")
