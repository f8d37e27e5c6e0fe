"""What the tests need to know about this application."""

APP = "main"
PREFIX = "/api"
MODEL_URL = "OPENAI_BASE_URL"
MODEL_KEY = "openai_api_key"
HEALTH = "/health"
SERVICE = "todo-chatbot-backend"
REQUIRED = ["BETTER_AUTH_SECRET", "OPENAI_API_KEY"]
EXTRA_ROUTES: set[tuple[str, str]] = {("GET", "/ready")}
ENVIRONMENT = {
    "BETTER_AUTH_SECRET": "a secret of the tests that is long enough",
    "OPENAI_API_KEY": "key",
    "CORS_ORIGINS": "http://localhost:3000,http://192.168.49.2:31000",
}
