"""One turn of the assistant, kept with the tools it used."""

from uuid import UUID

from sqlmodel import Session

from src.chatbot.mcp.toolbox import open_toolbox
from src.chatbot.models import AgentRun, Conversation, ToolCall
from src.chatbot.services.agent import answer
from src.chatbot.services.answer import Answer, ModelUnavailable, Turn
from src.chatbot.services.conversations import recent_messages
from src.config import settings
from src.database import now


async def respond(session: Session, user_id: UUID, conversation: Conversation) -> Answer:
    history = [Turn(message.role, message.content) for message in recent_messages(session, conversation)]
    run = AgentRun(conversation_id=conversation.id, model=settings().openai_model, status="failed")
    failure: ModelUnavailable | None = None
    reply = Answer("")
    async with open_toolbox(session, user_id) as toolbox:
        try:
            reply = await answer(history, toolbox)
        except ModelUnavailable as error:
            failure = error
    _keep(session, run, reply, failure)
    # Not raised inside: the tools' task group would wrap it, and the client would get a 500.
    if failure:
        raise failure
    return reply


def _keep(session: Session, run: AgentRun, reply: Answer, failure: ModelUnavailable | None) -> None:
    run.status = "failed" if failure else "completed"
    run.finished_at = now()
    session.add(run)
    session.flush()
    session.add_all([ToolCall(agent_run_id=run.id, **call) for call in reply.tool_calls])
    session.commit()
