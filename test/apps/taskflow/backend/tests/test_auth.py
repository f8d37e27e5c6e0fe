from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from src.config import settings


def test_signup_answers_with_a_token_and_the_user_but_no_password(client, path, credentials):
    answer = client.post(path("/auth/signup"), json=credentials)
    body = answer.json()
    assert answer.status_code == 201
    assert set(body) == {"access_token", "token_type", "expires_in", "user"}
    assert set(body["user"]) == {"id", "email", "created_at", "updated_at"}
    assert body["user"]["email"] == credentials["email"]
    assert body["user"]["created_at"].endswith("Z")
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)


def test_the_token_is_signed_with_the_shared_secret(client, path, credentials):
    body = client.post(path("/auth/signup"), json=credentials).json()
    claims = jwt.decode(body["access_token"], settings().better_auth_secret, algorithms=["HS256"])
    assert claims["sub"] == body["user"]["id"]
    assert claims["exp"] - claims["iat"] == 3600


def test_an_email_can_sign_up_once_whatever_its_case(client, path, credentials, user):
    answer = client.post(path("/auth/signup"), json={**credentials, "email": credentials["email"].upper()})
    assert (answer.status_code, answer.json()) == (409, {"detail": "Email already registered"})


@pytest.mark.parametrize(
    ("change", "field"),
    [({"email": "no-at"}, "email"), ({"password": "short"}, "password"), ({"password": "ü" * 40}, "password")],
)
def test_malformed_signups_name_the_field(client, path, credentials, change, field):
    answer = client.post(path("/auth/signup"), json={**credentials, **change})
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [["body", field]]


def test_login_with_the_right_password(client, path, credentials, user):
    answer = client.post(path("/auth/login"), json=credentials)
    assert answer.status_code == 200
    me = client.get(path("/auth/me"), headers={"Authorization": f"Bearer {answer.json()['access_token']}"})
    assert (me.status_code, me.json()) == (200, answer.json()["user"])


@pytest.mark.parametrize("change", [{"password": "wrong horse"}, {"password": "x" * 100}, {"email": "nobody@example.com"}])
def test_login_does_not_say_which_half_was_wrong(client, path, credentials, user, change):
    answer = client.post(path("/auth/login"), json={**credentials, **change})
    assert (answer.status_code, answer.json()) == (401, {"detail": "Incorrect email or password"})
    assert answer.headers["www-authenticate"] == "Bearer"


def test_refresh_gives_another_working_token(client, path, user):
    answer = client.post(path("/auth/refresh"), headers=user)
    token = answer.json()["access_token"]
    assert answer.status_code == 200
    assert f"Bearer {token}" != user["Authorization"]
    assert client.get(path("/auth/me"), headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_logout_is_a_stub(client, path, user):
    answer = client.post(path("/auth/logout"), headers=user)
    assert (answer.status_code, answer.json()) == (200, {"message": "Logged out"})


PROTECTED = [
    ("POST", "/auth/logout"),
    ("GET", "/auth/me"),
    ("POST", "/auth/refresh"),
    ("GET", "/tasks"),
    ("POST", "/tasks"),
    ("PUT", f"/tasks/{uuid4()}"),
    ("DELETE", f"/tasks/{uuid4()}"),
    ("POST", "/chat"),
]


@pytest.mark.parametrize(("method", "route"), PROTECTED)
def test_everything_else_needs_a_token(client, path, method, route):
    answer = client.request(method, path(route))
    assert (answer.status_code, answer.json()) == (401, {"detail": "Not authenticated"})
    assert answer.headers["www-authenticate"] == "Bearer"


def forged(secret: str, algorithm: str, minutes: int) -> str:
    expires = datetime.now(UTC) + timedelta(minutes=minutes)
    return jwt.encode({"sub": str(uuid4()), "exp": expires}, secret, algorithm=algorithm)


@pytest.mark.parametrize(
    "token",
    [
        lambda secret: "nonsense",
        lambda secret: forged("another secret", "HS256", 5),
        lambda secret: forged(secret, "HS384", 5),
        lambda secret: forged(secret, "HS256", -5),
        lambda secret: forged(secret, "HS256", 5),
    ],
    ids=["nonsense", "other secret", "other algorithm", "expired", "unknown user"],
)
def test_a_token_that_is_not_ours_is_refused(client, path, token):
    headers = {"Authorization": f"Bearer {token(settings().better_auth_secret)}"}
    answer = client.get(path("/auth/me"), headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid or expired token"})
