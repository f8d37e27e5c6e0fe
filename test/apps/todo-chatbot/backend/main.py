"""The Todo chatbot's backend."""

from src.api import auth, health, tasks
from src.application import create_app
from src.chatbot.api.routes import chat

app = create_app("Todo chatbot", public=[health.router], prefixed=[auth.router, tasks.router, chat.router])
