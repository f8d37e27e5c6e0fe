"""Taskora's configuration."""

from functools import lru_cache

from src.configuration import Configuration, load


class Settings(Configuration):
    service: str = "taskora-backend"
    api_prefix: str = "/api/v1"

    # The database starts beside this process, and a job of the release brings its schema up to date.
    database_wait_seconds: int = 60
    migrate_on_start: bool = False

    cohere_api_key: str
    co_api_url: str = ""
    cohere_model: str = "command-a-03-2025"

    @property
    def model_url(self) -> str:
        # An empty variable, as charts set it, would leave the SDK without any address.
        return self.co_api_url or "https://api.cohere.com"


@lru_cache
def settings() -> Settings:
    return load(Settings)
