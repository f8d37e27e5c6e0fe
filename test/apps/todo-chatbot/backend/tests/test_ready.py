from sqlalchemy.exc import OperationalError
from src.api import health


def test_ready_with_the_database(client):
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "database": "connected"})


def test_not_ready_but_alive_without_it(client, monkeypatch):
    def refuse():
        raise OperationalError("SELECT 1", {}, Exception("Connection refused"))

    monkeypatch.setattr(health, "ping", refuse)
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "database": "unreachable"})
    assert client.get("/health").status_code == 200
