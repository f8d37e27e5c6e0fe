"""What the tests need to know about this application."""

APP = "src.main"
PREFIX = "/api"
MODEL_URL = "OPENAI_BASE_URL"
MODEL_KEY = "openai_api_key"
HEALTH = "/api/health"
SERVICE = "todo-backend"
REQUIRED = ["BETTER_AUTH_SECRET", "BETTER_AUTH_URL", "OPENAI_API_KEY"]
EXTRA_ROUTES: set[tuple[str, str]] = {("POST", "/api/chatkit")}
ENVIRONMENT = {
    "BETTER_AUTH_SECRET": "a secret of the tests that is long enough",
    "BETTER_AUTH_URL": "http://192.168.49.2:31000/",
    "OPENAI_API_KEY": "key",
    "CORS_ORIGINS": "http://localhost:3000",
}
