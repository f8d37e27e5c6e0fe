"""The ChatKit Todo chatbot's configuration."""

from functools import lru_cache

from src.configuration import Configuration, load


class Settings(Configuration):
    service: str = "todo-backend"
    api_prefix: str = "/api"

    openai_api_key: str
    openai_base_url: str = ""
    openai_model: str = "gpt-4o-mini"
    better_auth_url: str

    @property
    def model_url(self) -> str:
        # An empty variable, as charts set it, would leave the SDK without any address.
        return self.openai_base_url or "https://api.openai.com/v1"

    @property
    def allowed_origins(self) -> list[str]:
        """The browser calls from the frontend's own address, which sign-in redirects to as well."""
        return list(dict.fromkeys([*super().allowed_origins, self.better_auth_url.rstrip("/")]))


@lru_cache
def settings() -> Settings:
    return load(Settings)
