from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from src.models import User
from src.services.security import hash_password, password_matches

# Compared against when the e-mail is unknown, so that both refusals take equally long.
NOBODY = hash_password("nobody has this password")


class EmailTaken(Exception):
    pass


def create_user(session: Session, email: str, password: str) -> User:
    user = User(email=email.lower(), password_hash=hash_password(password))
    session.add(user)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise EmailTaken(email) from error
    session.refresh(user)
    return user


def authenticate(session: Session, email: str, password: str) -> User | None:
    user = session.exec(select(User).where(User.email == email.lower())).first()
    matches = password_matches(password, user.password_hash if user else NOBODY)
    return user if user and matches else None
