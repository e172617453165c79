"""What a server of the user's own says of its context window, asked before the first call.

Each product tells it at another door: vLLM, SGLang and most gateways in /v1/models, llama-server in
/props, LM Studio in /api/v0/models, Ollama in /api/ps (what is loaded) and /api/show (what could
be). A server that does not answer within a moment has none to tell.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._usage import count

if TYPE_CHECKING:
    import httpx2

PATIENCE_S = 3.0
SMALLEST_WINDOW = 256
# Names under which a list of models tells the window, those of what is loaded first.
LISTED = (
    "loaded_context_length",
    "n_ctx",
    "max_model_len",
    "context_length",
    "context_window",
    "max_context_length",
    "max_model_length",
)


async def window_of(http: httpx2.AsyncClient, base_url: str, model: str, key: str) -> int | None:
    """The context window of `model` in tokens; None where the server tells none."""
    asked = _Asked(http, base_url, model, key)
    for door in (asked.of_llama_server, asked.of_models, asked.of_lm_studio):
        if window := await door():
            return window
    return None


class _Asked:
    """One server that is asked about one model."""

    def __init__(self, http: httpx2.AsyncClient, base_url: str, model: str, key: str) -> None:
        self._http, self._model = http, model
        self._base_url = base_url.rstrip("/")
        self._root = re.sub(r"/v\d+$", "", self._base_url)
        self._headers = {"authorization": f"Bearer {key}"} if key else {}

    async def of_llama_server(self) -> int | None:
        """`n_ctx` is of one slot: what one call can use."""
        props = await get_json(self._http, f"{self._root}/props", self._headers)
        settings = props.get("default_generation_settings")
        slot = settings.get("n_ctx") if isinstance(settings, Mapping) else None
        return sound(slot) or sound(props.get("n_ctx"))

    async def of_models(self) -> int | None:
        return self._listed(await get_json(self._http, f"{self._base_url}/models", self._headers))

    async def of_lm_studio(self) -> int | None:
        address = f"{self._root}/api/v0/models"
        return self._listed(await get_json(self._http, address, self._headers))

    def _listed(self, document: Mapping[str, Any]) -> int | None:
        entries = document.get("data")
        entries = (
            [e for e in entries if isinstance(e, Mapping)] if isinstance(entries, list) else []
        )
        named = [e for e in entries if self._model in (e.get("id"), e.get("name"), e.get("root"))]
        # A server with one model answers for it whatever it is called.
        entry = next(iter(named or (entries if len(entries) == 1 else [])), None)
        if entry is None:
            return None
        meta = entry.get("meta")
        places = [entry, meta if isinstance(meta, Mapping) else {}]
        windows = (sound(place.get(name)) for name in LISTED for place in places)
        return next((window for window in windows if window), None)


async def get_json(
    http: httpx2.AsyncClient, url: str, headers: Mapping[str, str], body: Any = None
) -> Mapping[str, Any]:
    """The JSON object at `url`, asked by POST where there is a body; {} for whatever else comes."""
    import httpx2

    method = "GET" if body is None else "POST"
    try:
        async with asyncio.timeout(PATIENCE_S):
            response = await http.request(method, url, headers=dict(headers), json=body)
            document = response.json() if response.is_success else {}
    except (httpx2.HTTPError, TimeoutError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def sound(value: object) -> int | None:
    """A number of tokens that can be a window."""
    number = count(value)
    return number if number and number >= SMALLEST_WINDOW else None
