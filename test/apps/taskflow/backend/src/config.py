"""TaskFlow's configuration."""

from functools import lru_cache

from src.configuration import Configuration, load


class Settings(Configuration):
    service: str = "taskflow-backend"
    api_prefix: str = "/api/v1"

    anthropic_api_key: str
    anthropic_base_url: str = ""
    anthropic_model: str = "claude-sonnet-4-5"

    @property
    def model_url(self) -> str:
        # An empty variable, as charts set it, would leave the SDK without any address.
        return self.anthropic_base_url or "https://api.anthropic.com"


@lru_cache
def settings() -> Settings:
    return load(Settings)
