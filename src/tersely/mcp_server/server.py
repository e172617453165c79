"""The server: handlers of the protocol over tools and catalog, on stdio or over HTTP."""

from __future__ import annotations

import asyncio
import logging
import sys
from importlib import metadata
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    GetPromptRequestParams,
    GetPromptResult,
    InputRequiredResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    Prompt,
    PromptArgument,
    PromptMessage,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    ToolAnnotations,
)
from mcp_types import Tool as ListedTool
from starlette.applications import Starlette

from ..app import styles
from ..app.operations import Operations
from ..errors import TerselyError
from . import catalog, roots
from .lines import Lines, diverted
from .tools import TOOLS, call

INSTRUCTIONS = (
    "Honest summaries of files, pages and texts of any length. Give a path instead of the content:"
    " the text then costs you no context. What a summary does not cover, and what its source does"
    " not support, is in the answer: pass it on. `plan` says what a call would cost."
)
# Longer answers than its default are saved to a file by one client unless a tool says so much.
_MOST_CHARACTERS = 200_000
Request = ServerRequestContext[Any]


class Handlers:
    """What the protocol asks, answered by one `Operations`."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    async def list_tools(
        self, _request: Request, _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(
            tools=[
                ListedTool(
                    name=tool.name,
                    description=tool.description,
                    input_schema=tool.schema,
                    annotations=ToolAnnotations(
                        read_only_hint=True,
                        destructive_hint=False,
                        idempotent_hint=True,
                        open_world_hint=tool.is_paid,
                    ),
                    _meta={"anthropic/maxResultSizeChars": _MOST_CHARACTERS},
                )
                for tool in TOOLS.values()
            ]
        )

    async def call_tool(
        self, request: Request, params: CallToolRequestParams
    ) -> CallToolResult | InputRequiredResult:
        operations = self._operations
        if (params.arguments or {}).get("path"):
            granted = await roots.granted(request, params)
            if isinstance(granted, InputRequiredResult):
                return granted
            operations = operations.with_roots(granted)
        answer = await call(
            params.name, params.arguments or {}, operations, request.session.report_progress
        )
        return CallToolResult(
            content=[TextContent(type="text", text=answer.text)],
            structured_content=answer.structured,
            is_error=answer.is_error,
        )

    async def list_resources(
        self, _request: Request, _params: PaginatedRequestParams | None
    ) -> ListResourcesResult:
        rows = (
            (catalog.STYLES, "styles", "What a summary can look like, by name."),
            (catalog.MODELS, "models", "What can be used now, with window and price."),
        )
        return ListResourcesResult(
            resources=[
                Resource(uri=uri, name=name, description=text, mime_type="application/json")
                for uri, name, text in rows
            ]
        )

    async def list_templates(
        self, _request: Request, _params: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        template = ResourceTemplate(
            uri_template=f"{catalog.STYLES}/{{name}}",
            name="style",
            description="The prompts of one style, as they are used.",
            mime_type="text/markdown",
        )
        return ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(
        self, _request: Request, params: ReadResourceRequestParams
    ) -> ReadResourceResult:
        try:
            # In a thread: the listing of models may run a loop of its own.
            media_type, text = await asyncio.to_thread(
                catalog.resource, str(params.uri), self._operations.context
            )
        except TerselyError as error:
            raise _refused(error) from None
        contents = TextResourceContents(uri=params.uri, text=text, mime_type=media_type)
        return ReadResourceResult(contents=[contents])

    async def list_prompts(
        self, _request: Request, _params: PaginatedRequestParams | None
    ) -> ListPromptsResult:
        arguments = [
            PromptArgument(name=name, description=text, required=name == "source")
            for name, text in catalog.PROMPT_ARGUMENTS.items()
        ]
        return ListPromptsResult(
            prompts=[
                Prompt(name=name, description=description, arguments=arguments)
                for name, description in styles.styles(self._operations.context)
            ]
        )

    async def get_prompt(
        self, _request: Request, params: GetPromptRequestParams
    ) -> GetPromptResult:
        try:
            text = catalog.prompt(params.name, params.arguments or {}, self._operations.context)
        except TerselyError as error:
            raise _refused(error) from None
        message = PromptMessage(role="user", content=TextContent(type="text", text=text))
        return GetPromptResult(messages=[message])


def _refused(error: TerselyError) -> MCPError:
    return MCPError(code=INVALID_PARAMS, message=f"{error.message} {error.hint}".strip())


def build(operations: Operations) -> Server[Any]:
    """The server of one process; several clients may talk to it."""
    # The SDK logs tracebacks with the values of variables; what a client must know it is told.
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    handlers = Handlers(operations)
    return Server(
        "tersely",
        version=metadata.version("tersely"),
        title="tersely",
        instructions=INSTRUCTIONS,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
        on_list_prompts=handlers.list_prompts,
        on_get_prompt=handlers.get_prompt,
    )


async def serve_stdio(operations: Operations) -> None:
    """Answer on stdin and stdout until stdin ends. Whatever else is printed goes to stderr."""
    server = build(operations)
    with diverted(sys.stdin.fileno()) as descriptor:
        lines: Any = Lines(descriptor)
        async with stdio_server(stdin=lines) as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())


def http_app(operations: Operations) -> Starlette:
    """The same at /mcp over HTTP. Who may connect is judged before (app/guard)."""
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return build(operations).streamable_http_app(transport_security=security)
