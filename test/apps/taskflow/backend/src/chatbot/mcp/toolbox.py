"""The tools as an agent sees them: a real MCP client session on the server in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from mcp import ClientSession
from mcp.shared.memory import create_connected_server_and_client_session
from mcp.types import TextContent
from sqlmodel import Session

from src.chatbot.mcp.server import task_server


@dataclass(frozen=True)
class ToolSpec:
    name: str
    description: str
    parameters: dict


@dataclass(frozen=True)
class ToolResult:
    text: str
    failed: bool


@dataclass(frozen=True)
class Toolbox:
    specs: list[ToolSpec]
    client: ClientSession

    async def call(self, name: str, arguments: dict) -> ToolResult:
        result = await self.client.call_tool(name, arguments)
        text = "".join(part.text for part in result.content if isinstance(part, TextContent))
        return ToolResult(text=text, failed=result.isError)


@asynccontextmanager
async def open_toolbox(session: Session, user_id: UUID) -> AsyncIterator[Toolbox]:
    server = task_server(session, user_id)
    async with create_connected_server_and_client_session(server._mcp_server) as client:
        listed = await client.list_tools()
        specs = [ToolSpec(tool.name, tool.description or "", tool.inputSchema) for tool in listed.tools]
        yield Toolbox(specs, client)
