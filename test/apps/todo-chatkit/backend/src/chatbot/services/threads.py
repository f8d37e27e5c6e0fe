"""ChatKit's threads and items are the conversations and messages of one user."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from chatkit.store import NotFoundError, Store
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    Attachment,
    InferenceOptions,
    Page,
    ThreadItem,
    ThreadMetadata,
    UserMessageItem,
    UserMessageTextContent,
)
from sqlmodel import Session, col, select

from src.chatbot.models import AgentRun, Conversation, Message, ToolCall
from src.database import now


@dataclass(frozen=True)
class Caller:
    session: Session
    user_id: UUID


class ThreadStore(Store[Caller]):
    def generate_thread_id(self, context: Caller) -> str:
        return str(uuid4())

    def generate_item_id(self, item_type: str, thread: ThreadMetadata, context: Caller) -> str:
        return str(uuid4())

    async def load_thread(self, thread_id: str, context: Caller) -> ThreadMetadata:
        return _thread(_conversation(thread_id, context))

    async def save_thread(self, thread: ThreadMetadata, context: Caller) -> None:
        found = context.session.get(Conversation, UUID(thread.id))
        conversation = found or Conversation(id=UUID(thread.id), user_id=context.user_id, created_at=thread.created_at)
        _owned(conversation, context).updated_at = now()
        context.session.add(conversation)
        context.session.commit()

    async def load_threads(self, limit: int, after: str | None, order: str, context: Caller) -> Page[ThreadMetadata]:
        query = select(Conversation).where(Conversation.user_id == context.user_id)
        rows = context.session.exec(query.order_by(_by_time(Conversation, order))).all()
        return _page([_thread(row) for row in rows], limit, after)

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Caller
    ) -> Page[ThreadItem]:
        query = select(Message).where(Message.conversation_id == _conversation(thread_id, context).id)
        rows = context.session.exec(query.order_by(_by_time(Message, order))).all()
        return _page([_item(row) for row in rows], limit, after)

    async def load_item(self, thread_id: str, item_id: str, context: Caller) -> ThreadItem:
        return _item(_message(thread_id, item_id, context))

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: Caller) -> None:
        await self.save_item(thread_id, item, context)

    async def save_item(self, thread_id: str, item: ThreadItem, context: Caller) -> None:
        conversation = _conversation(thread_id, context)
        if not isinstance(item, UserMessageItem | AssistantMessageItem):
            raise NotImplementedError(f"items of type {item.type} are not kept")
        role = "user" if isinstance(item, UserMessageItem) else "assistant"
        message = context.session.get(Message, UUID(item.id)) or Message(
            id=UUID(item.id), conversation_id=conversation.id, role=role, content="", created_at=item.created_at
        )
        message.content = "".join(part.text for part in item.content)
        context.session.add(message)
        context.session.commit()

    async def delete_thread(self, thread_id: str, context: Caller) -> None:
        conversation = _conversation(thread_id, context)
        runs = context.session.exec(select(AgentRun).where(AgentRun.conversation_id == conversation.id)).all()
        calls = select(ToolCall).where(col(ToolCall.agent_run_id).in_([run.id for run in runs]))
        messages = select(Message).where(Message.conversation_id == conversation.id)
        for rows in (context.session.exec(calls).all(), runs, context.session.exec(messages).all(), [conversation]):
            for row in rows:
                context.session.delete(row)
            context.session.flush()
        context.session.commit()

    async def delete_thread_item(self, thread_id: str, item_id: str, context: Caller) -> None:
        context.session.delete(_message(thread_id, item_id, context))
        context.session.commit()

    async def save_attachment(self, attachment: Attachment, context: Caller) -> None:
        raise NotImplementedError("attachments are not offered")

    async def load_attachment(self, attachment_id: str, context: Caller) -> Attachment:
        raise NotFoundError(attachment_id)

    async def delete_attachment(self, attachment_id: str, context: Caller) -> None:
        raise NotFoundError(attachment_id)


def _conversation(thread_id: str, context: Caller) -> Conversation:
    try:
        conversation = context.session.get(Conversation, UUID(thread_id))
    except ValueError:
        conversation = None
    if conversation is None:
        raise NotFoundError(thread_id)
    return _owned(conversation, context)


def _owned(conversation: Conversation, context: Caller) -> Conversation:
    # Somebody else's thread is told apart from a missing one by nobody.
    if conversation.user_id != context.user_id:
        raise NotFoundError(str(conversation.id))
    return conversation


def _message(thread_id: str, item_id: str, context: Caller) -> Message:
    message = context.session.get(Message, UUID(item_id))
    if message is None or message.conversation_id != _conversation(thread_id, context).id:
        raise NotFoundError(item_id)
    return message


def _by_time(table: type[Conversation] | type[Message], order: str) -> object:
    return col(table.created_at).asc() if order == "asc" else col(table.created_at).desc()


def _page(found: list, limit: int, after: str | None) -> Page:
    start = next((index + 1 for index, entry in enumerate(found) if entry.id == after), 0)
    data = found[start : start + limit]
    more = start + limit < len(found)
    return Page(data=data, has_more=more, after=data[-1].id if more else None)


def _thread(conversation: Conversation) -> ThreadMetadata:
    return ThreadMetadata(id=str(conversation.id), created_at=conversation.created_at)


def _item(message: Message) -> ThreadItem:
    common = {"id": str(message.id), "thread_id": str(message.conversation_id), "created_at": message.created_at}
    if message.role == "user":
        content = [UserMessageTextContent(text=message.content)]
        return UserMessageItem(**common, content=content, inference_options=InferenceOptions())
    return AssistantMessageItem(**common, content=[AssistantMessageContent(text=message.content)])
