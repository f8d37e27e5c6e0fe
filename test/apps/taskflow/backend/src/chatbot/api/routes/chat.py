from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, StringConstraints

from src.chatbot.models import Conversation
from src.chatbot.services import conversations
from src.chatbot.services.answer import Answer, ModelUnavailable
from src.chatbot.services.turn import respond
from src.logs import log
from src.middleware.auth import SessionDep, UserDep

router = APIRouter(tags=["chat"])


class ChatRequest(BaseModel):
    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
    conversation_id: UUID | None = None


class ToolCall(BaseModel):
    name: str
    arguments: dict
    failed: bool


class ChatResponse(BaseModel):
    conversation_id: UUID
    message: str
    tool_calls: list[ToolCall]


@router.post("/chat")
async def chat(body: ChatRequest, session: SessionDep, user: UserDep) -> ChatResponse:
    conversation = _open(session, user.id, body.conversation_id)
    conversations.add_message(session, conversation, "user", body.message)
    reply = await _answer(session, user.id, conversation)
    conversations.add_message(session, conversation, "assistant", reply.text, reply.tool_calls)
    return ChatResponse(conversation_id=conversation.id, message=reply.text, tool_calls=reply.tool_calls)


def _open(session: SessionDep, user_id: UUID, conversation_id: UUID | None) -> Conversation:
    try:
        return conversations.open_conversation(session, user_id, conversation_id)
    except conversations.ConversationNotFound:
        raise HTTPException(status_code=404, detail="Conversation not found") from None
    except conversations.ConversationForbidden:
        raise HTTPException(status_code=403, detail="Not allowed to access this conversation") from None


async def _answer(session: SessionDep, user_id: UUID, conversation: Conversation) -> Answer:
    try:
        return await respond(session, user_id, conversation)
    except ModelUnavailable as error:
        log.error("chat: the language model did not answer: %s", error)
        raise HTTPException(status_code=502, detail="The language model did not answer") from error
