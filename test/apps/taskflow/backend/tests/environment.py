"""What the tests need to know about this application."""

APP = "src.main"
PREFIX = "/api/v1"
MODEL_URL = "ANTHROPIC_BASE_URL"
MODEL_KEY = "anthropic_api_key"
HEALTH = "/health"
SERVICE = "taskflow-backend"
REQUIRED = ["ANTHROPIC_API_KEY", "BETTER_AUTH_SECRET"]
EXTRA_ROUTES: set[tuple[str, str]] = set()
ENVIRONMENT = {
    "BETTER_AUTH_SECRET": "a secret of the tests that is long enough",
    "ANTHROPIC_API_KEY": "key",
    "CORS_ORIGINS": "http://localhost:3000,http://192.168.49.2:31000",
}
