"""What the tests need to know about this application."""

APP = "src.main"
PREFIX = "/api/v1"
MODEL_URL = "CO_API_URL"
MODEL_KEY = "cohere_api_key"
HEALTH = "/health"
SERVICE = "taskora-backend"
REQUIRED = ["BETTER_AUTH_SECRET", "COHERE_API_KEY"]
EXTRA_ROUTES: set[tuple[str, str]] = set()
ENVIRONMENT = {
    "BETTER_AUTH_SECRET": "a secret of the tests that is long enough",
    "COHERE_API_KEY": "key",
    "CORS_ORIGINS": "http://localhost:3000,http://192.168.49.2:31000",
    # In life the schema is the business of a job, and nobody waits for what will not come.
    "MIGRATE_ON_START": "true",
    "DATABASE_WAIT_SECONDS": "1",
}
