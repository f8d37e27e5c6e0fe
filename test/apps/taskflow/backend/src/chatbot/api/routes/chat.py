from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, StringConstraints

from src.chatbot.mcp.toolbox import open_toolbox
from src.chatbot.services import conversations
from src.chatbot.services.agent import answer
from src.chatbot.services.answer import Answer, ModelUnavailable, Turn
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
    history = [Turn(row.role, row.content) for row in conversations.recent_messages(session, conversation)]
    reply = await _answer(history, session, user.id)
    conversations.add_message(session, conversation, "assistant", reply.text, reply.tool_calls)
    return ChatResponse(conversation_id=conversation.id, message=reply.text, tool_calls=reply.tool_calls)


def _open(session: SessionDep, user_id: UUID, conversation_id: UUID | None) -> conversations.Conversation:
    try:
        return conversations.open_conversation(session, user_id, conversation_id)
    except conversations.ConversationNotFound:
        raise HTTPException(status_code=404, detail="Conversation not found") from None
    except conversations.ConversationForbidden:
        raise HTTPException(status_code=403, detail="Not allowed to access this conversation") from None


async def _answer(history: list[Turn], session: SessionDep, user_id: UUID) -> Answer:
    async with open_toolbox(session, user_id) as toolbox:
        try:
            return await answer(history, toolbox)
        except ModelUnavailable as error:
            failure = error
    # Not raised inside: the tools' task group would wrap it, and the client would get a 500.
    log.error("chat: the language model did not answer: %s", failure)
    raise HTTPException(status_code=502, detail="The language model did not answer")
