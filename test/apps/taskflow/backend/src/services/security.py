"""Passwords and tokens."""

from datetime import timedelta
from uuid import UUID, uuid4

import bcrypt
import jwt

from src.config import settings
from src.database import now

ALGORITHM = "HS256"


def hash_password(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds=10)).decode()


def password_matches(password: str, password_hash: str) -> bool:
    # bcrypt refuses what it would have to cut; such a password was never accepted either.
    return len(password.encode()) <= 72 and bcrypt.checkpw(password.encode(), password_hash.encode())


def issue_token(user_id: UUID) -> str:
    issued = now()
    claims = {
        "sub": str(user_id),
        "iat": issued,
        "exp": issued + timedelta(minutes=settings().token_minutes),
        "jti": uuid4().hex,
    }
    return jwt.encode(claims, settings().better_auth_secret, algorithm=ALGORITHM)


def token_subject(token: str) -> UUID | None:
    """The user a valid token was issued to, or None."""
    try:
        claims = jwt.decode(
            token, settings().better_auth_secret, algorithms=[ALGORITHM], options={"require": ["sub", "exp"]}
        )
        return UUID(claims["sub"])
    except (jwt.InvalidTokenError, ValueError):
        return None
