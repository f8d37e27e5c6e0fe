"""Who is asking: the bearer token of the Authorization header."""

from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from src.database import get_session
from src.models import User
from src.services.security import token_subject

SessionDep = Annotated[Session, Depends(get_session)]
# auto_error would answer 403 in some framework versions; the documented answer is 401.
bearer = HTTPBearer(auto_error=False)


def current_user(
    session: SessionDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> User:
    if credentials is None:
        raise unauthorized("Not authenticated")
    user_id = token_subject(credentials.credentials)
    user = session.get(User, user_id) if user_id else None
    if user is None:
        raise unauthorized("Invalid or expired token")
    return user


def unauthorized(detail: str) -> HTTPException:
    return HTTPException(status_code=401, detail=detail, headers={"WWW-Authenticate": "Bearer"})


UserDep = Annotated[User, Depends(current_user)]
