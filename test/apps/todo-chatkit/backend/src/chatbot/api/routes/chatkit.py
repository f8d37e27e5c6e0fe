"""ChatKit's own protocol: the same assistant, asked by the ChatKit element in the browser."""

from collections.abc import AsyncIterator
from uuid import UUID

from chatkit.server import ChatKitServer, StreamingResult
from chatkit.store import NotFoundError
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    ErrorEvent,
    ThreadItemDoneEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
)
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from src.chatbot.services.answer import ModelUnavailable
from src.chatbot.services.conversations import open_conversation
from src.chatbot.services.threads import Caller, ThreadStore
from src.chatbot.services.turn import respond
from src.database import now
from src.logs import log
from src.middleware.auth import SessionDep, UserDep

router = APIRouter(tags=["chat"])


class TodoServer(ChatKitServer[Caller]):
    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Caller
    ) -> AsyncIterator[ThreadStreamEvent]:
        item_id = self.store.generate_item_id("message", thread, context)
        conversation = open_conversation(context.session, context.user_id, UUID(thread.id))
        try:
            reply = await respond(context.session, context.user_id, conversation)
        except ModelUnavailable as error:
            log.error("chat: the language model did not answer: %s", error)
            yield ErrorEvent(message="The language model did not answer", allow_retry=True)
            return
        content = [AssistantMessageContent(text=reply.text)]
        item = AssistantMessageItem(id=item_id, thread_id=thread.id, created_at=now(), content=content)
        yield ThreadItemDoneEvent(item=item)


server = TodoServer(ThreadStore())


@router.post("/chatkit")
async def chatkit(request: Request, session: SessionDep, user: UserDep) -> Response:
    try:
        result = await server.process(await request.body(), Caller(session, user.id))
    except ValidationError:
        raise HTTPException(status_code=422, detail="Not a request of ChatKit's protocol") from None
    except NotFoundError:
        raise HTTPException(status_code=404, detail="Thread not found") from None
    if isinstance(result, StreamingResult):
        return StreamingResponse(result, media_type="text/event-stream")
    return Response(result.json, media_type="application/json")
