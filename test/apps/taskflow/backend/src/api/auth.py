from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException
from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field

from src.config import settings
from src.middleware.auth import SessionDep, UserDep, unauthorized
from src.models import User
from src.services.accounts import EmailTaken, authenticate, create_user
from src.services.security import issue_token

router = APIRouter(prefix="/auth", tags=["auth"])


def _fits_bcrypt(password: str) -> str:
    if len(password.encode()) > 72:
        raise ValueError("at most 72 bytes")
    return password


class SignupRequest(BaseModel):
    email: EmailStr
    password: Annotated[str, Field(min_length=8), AfterValidator(_fits_bcrypt)]


class LoginRequest(BaseModel):
    email: EmailStr
    password: str = Field(min_length=1)


class UserResponse(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    created_at: datetime
    updated_at: datetime


class TokenResponse(BaseModel):
    access_token: str
    token_type: str = "bearer"
    expires_in: int
    user: UserResponse


@router.post("/signup", status_code=201)
def signup(body: SignupRequest, session: SessionDep) -> TokenResponse:
    try:
        return _token_for(create_user(session, body.email, body.password))
    except EmailTaken:
        raise HTTPException(status_code=409, detail="Email already registered") from None


@router.post("/login")
def login(body: LoginRequest, session: SessionDep) -> TokenResponse:
    user = authenticate(session, body.email, body.password)
    if user is None:
        raise unauthorized("Incorrect email or password")
    return _token_for(user)


@router.post("/logout")
def logout(user: UserDep) -> dict[str, str]:
    """A stub: tokens are stateless, so the client forgets its own."""
    return {"message": "Logged out"}


@router.get("/me")
def me(user: UserDep) -> UserResponse:
    return UserResponse.model_validate(user)


@router.post("/refresh")
def refresh(user: UserDep) -> TokenResponse:
    return _token_for(user)


def _token_for(user: User) -> TokenResponse:
    return TokenResponse(
        access_token=issue_token(user.id),
        expires_in=settings().token_minutes * 60,
        user=UserResponse.model_validate(user),
    )
