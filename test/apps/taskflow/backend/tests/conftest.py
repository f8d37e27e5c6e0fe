"""The application in this process, on SQLite, with the language model's stand-in as a real server."""

import importlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from tests.environment import APP, ENVIRONMENT, MODEL_URL, PREFIX

Headers = dict[str, str]


@pytest.fixture(scope="session")
def model_url() -> Iterator[str]:
    command = [os.environ.get("NODE", "node"), os.environ["LLM_MAIN"]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield json.loads(process.stdout.readline())["url"]
        process.terminate()


@pytest.fixture(scope="session")
def client(model_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    database: Path = tmp_path_factory.mktemp("database") / "test.db"
    os.environ.update(ENVIRONMENT, DATABASE_URL=f"sqlite:///{database}", **{MODEL_URL: model_url})
    app = importlib.import_module(APP).app
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def path() -> Callable[[str], str]:
    return lambda rest: f"{PREFIX}{rest}"


@pytest.fixture
def credentials() -> dict[str, str]:
    return {"email": f"{uuid4().hex}@example.com", "password": "correct horse"}


@pytest.fixture
def user(client: TestClient, path: Callable[[str], str], credentials: dict[str, str]) -> Headers:
    return sign_up(client, path, credentials)


@pytest.fixture
def stranger(client: TestClient, path: Callable[[str], str]) -> Headers:
    return sign_up(client, path, {"email": f"{uuid4().hex}@example.com", "password": "correct horse"})


def sign_up(client: TestClient, path: Callable[[str], str], credentials: dict[str, str]) -> Headers:
    answer = client.post(path("/auth/signup"), json=credentials)
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
