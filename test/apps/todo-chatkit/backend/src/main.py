"""The ChatKit Todo chatbot's backend."""

from src.api import auth, health, tasks
from src.application import create_app
from src.chatbot.api.routes import chat, chatkit

prefixed = [health.router, auth.router, tasks.router, chat.router, chatkit.router]
app = create_app("Todo chatbot with ChatKit", public=[], prefixed=prefixed)
