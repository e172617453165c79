"""The folders that a client grants. Protocols up to 2025-11-25 let the server ask; later ones have
it answer that it needs them, and the client calls again.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPDeprecationWarning, MCPError
from mcp_types import CallToolRequestParams, InputRequiredResult, ListRootsRequest, ListRootsResult

_ASKS_BY_ANSWER = "2026-07-28"
_KEY = "roots"


async def granted(
    context: ServerRequestContext[Any], params: CallToolRequestParams
) -> list[Path] | InputRequiredResult:
    """The folders, empty where the client has no roots; or the answer that asks for them."""
    capabilities = context.session.client_capabilities
    if capabilities is None or capabilities.roots is None:
        return []
    if context.protocol_version >= _ASKS_BY_ANSWER:
        answer = (params.input_responses or {}).get(_KEY)
        if answer is None:
            return InputRequiredResult(input_requests={_KEY: ListRootsRequest()})
        wire = answer.model_dump(mode="json", by_alias=True, exclude_none=True)
        return folders_of(ListRootsResult.model_validate(wire))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MCPDeprecationWarning)
            return folders_of(await context.session.list_roots())
    except MCPError:
        return []  # it said that it has roots, and has none


def folders_of(result: ListRootsResult) -> list[Path]:
    """The folders of this machine among the roots that exist, their links followed."""
    folders = []
    for root in result.roots:
        parts = urlsplit(str(root.uri))
        if parts.scheme == "file" and parts.netloc in ("", "localhost"):
            path = Path(unquote(parts.path)).resolve()
            folders += [path] if path.is_dir() else []
    return folders
