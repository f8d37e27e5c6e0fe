import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect
from src.database import engine, migrate
from tests.environment import APP, ENVIRONMENT, EXTRA_ROUTES, HEALTH, PREFIX, REQUIRED, SERVICE

ROOT = Path(__file__).parent.parent


def start(**environment: str) -> subprocess.CompletedProcess:
    """The real server, with exactly these variables."""
    return subprocess.run(
        [sys.executable, "-m", "uvicorn", f"{APP}:app", "--port", "0"],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_health(client):
    answer = client.get(HEALTH)
    assert (answer.status_code, answer.json()["status"], answer.json()["service"]) == (200, "healthy", SERVICE)


def test_unknown_routes_and_methods(client, path):
    assert client.get(path("/nothing")).json() == {"detail": "Not Found"}
    assert client.patch(path("/tasks")).status_code == 405


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://192.168.49.2:31000"])
def test_allowed_origins(client, path, origin):
    preflight = {
        "Origin": origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = client.options(path("/tasks"), headers=preflight)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert "PUT" in answer.headers["access-control-allow-methods"]
    refused = client.get(path("/tasks"), headers={"Origin": origin})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, origin)


def test_other_origins(client, path):
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
    answer = client.options(path("/tasks"), headers=preflight)
    assert (answer.status_code, answer.text) == (400, "Disallowed CORS origin")
    assert "access-control-allow-origin" not in client.get(HEALTH, headers=preflight).headers


def test_migrating_twice_changes_nothing(client):
    before = inspect(engine()).get_table_names()
    migrate()
    assert inspect(engine()).get_table_names() == before
    assert {"users", "tasks", "conversations", "messages", "alembic_version"} <= set(before)


def test_the_models_are_what_the_migrations_create(client):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    with engine().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_missing_variables_are_named_together():
    ended = start(DATABASE_URL="sqlite://")
    assert ended.returncode != 0
    assert ended.stderr.strip().endswith(f"missing or malformed environment variables: {', '.join(REQUIRED)}")


def test_an_unreachable_database_is_named_without_its_password():
    ended = start(**ENVIRONMENT, DATABASE_URL="postgresql://app:hidden@127.0.0.1:1/tasks")
    assert ended.returncode == 3
    assert "startup: database 127.0.0.1:1/tasks cannot be used" in ended.stderr
    assert "Connection refused" in ended.stderr
    assert "hidden" not in ended.stderr


def test_the_documented_routes_are_the_implemented_ones(client):
    """The document is TaskFlow's; what another system does differently, its environment says."""
    paths = client.get("/openapi.json").json()["paths"]
    routes = {(method.upper(), route) for route, methods in paths.items() for method in methods}
    headings = [line for line in Path(os.environ["API_DOCUMENT"]).read_text().splitlines() if line.startswith("## ")]
    documented = {tuple(heading.replace("`", "").split()[2:]) for heading in headings if heading[3].isdigit()}
    assert len(documented) == 11
    here = {(method, route.replace("/api/v1", PREFIX).replace("/health", HEALTH)) for method, route in documented}
    assert routes == here | EXTRA_ROUTES
