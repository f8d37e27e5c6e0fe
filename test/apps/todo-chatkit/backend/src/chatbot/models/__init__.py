from src.chatbot.models.conversation import Conversation, Message
from src.chatbot.models.run import AgentRun, ToolCall

__all__ = ["AgentRun", "Conversation", "Message", "ToolCall"]
