from src.chatbot.models.conversation import Conversation, Message

__all__ = ["Conversation", "Message"]
