from uuid import UUID

from sqlmodel import Session, col, select

from src.chatbot.models import Conversation, Message
from src.database import now

REMEMBERED = 20


class ConversationNotFound(Exception):
    pass


class ConversationForbidden(Exception):
    pass


def open_conversation(session: Session, user_id: UUID, conversation_id: UUID | None) -> Conversation:
    if conversation_id is None:
        conversation = Conversation(user_id=user_id)
        session.add(conversation)
        session.commit()
        return conversation
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise ConversationNotFound(conversation_id)
    if conversation.user_id != user_id:
        raise ConversationForbidden(conversation_id)
    return conversation


def add_message(
    session: Session, conversation: Conversation, role: str, content: str, tool_calls: list[dict] | None = None
) -> Message:
    message = Message(conversation_id=conversation.id, role=role, content=content, tool_calls=tool_calls)
    conversation.updated_at = now()
    session.add_all([message, conversation])
    session.commit()
    session.refresh(message)
    return message


def recent_messages(session: Session, conversation: Conversation) -> list[Message]:
    query = select(Message).where(Message.conversation_id == conversation.id)
    newest = session.exec(query.order_by(col(Message.created_at).desc()).limit(REMEMBERED)).all()
    return list(reversed(newest))
