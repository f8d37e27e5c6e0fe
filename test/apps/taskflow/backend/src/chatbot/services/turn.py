"""One turn of the assistant: what was said before goes in, its answer comes out."""

from uuid import UUID

from sqlmodel import Session

from src.chatbot.mcp.toolbox import open_toolbox
from src.chatbot.models import Conversation
from src.chatbot.services.agent import answer
from src.chatbot.services.answer import Answer, ModelUnavailable, Turn
from src.chatbot.services.conversations import recent_messages


async def respond(session: Session, user_id: UUID, conversation: Conversation) -> Answer:
    history = [Turn(message.role, message.content) for message in recent_messages(session, conversation)]
    async with open_toolbox(session, user_id) as toolbox:
        try:
            return await answer(history, toolbox)
        except ModelUnavailable as error:
            failure = error
    # Not raised inside: the tools' task group would wrap it, and the client would get a 500.
    raise failure
