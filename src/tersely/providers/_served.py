"""What a server of the user's own says of the model it runs, asked before the first call.

Each product tells it at another door: vLLM, SGLang and most gateways in /v1/models, llama-server in
/props, LM Studio in /api/v0/models, Ollama in /api/ps (what is loaded) and /api/show (what could
be). A server that answers at no door within a moment has none to tell.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..catalog import parameters_in
from ._small_model import server_sampling
from ._usage import count

if TYPE_CHECKING:
    import httpx2

PATIENCE_S = 3.0
# llama_cpp.server lists its model only when it is idle. Whoever asks it for an answer waits anyway.
BUSY_PATIENCE_S = 30.0
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
# Who a llama.cpp server says its model belongs to: llama-server, and the one of llama-cpp-python.
# The latter has one slot, and breaks off the stream in it when another request comes.
PYTHON_SERVER = "me"
LLAMA_CPP_OWNERS = ("llamacpp", PYTHON_SERVER)
MOST_SLOTS = 4096
# More weights than any model has: a slip of the server.
MOST_PARAMETERS = 10**14


@dataclass(frozen=True, slots=True)
class Served:
    """The model behind a server: its window in tokens and its number of weights, where they are
    told, and the sampling that suits it if it is small, by the server's own names. `alone`: it is
    the only one there, whatever name it is asked by. `slots`: how many calls run at once.
    """

    window_tokens: int | None = None
    parameters: int | None = None
    small_sampling: Mapping[str, float] = field(default_factory=dict)
    alone: bool = False
    slots: int | None = None


async def served(http: httpx2.AsyncClient, base_url: str, model: str, key: str) -> Served:
    """What the server tells of `model`; nothing where it tells nothing."""
    asked = _Asked(http, base_url, model, key)
    props = await asked.props()
    listed = await asked.entry("/models", asked.base_url)
    settings = _within(props, "default_generation_settings")
    window = sound(settings.get("n_ctx")) or sound(props.get("n_ctx")) or _window(listed)
    if window is None:
        window = _window(await asked.entry("/api/v0/models", asked.root))
    parameters = _parameters(_within(listed, "meta").get("n_params"))
    if parameters is None:
        names = listed.get("id"), listed.get("root"), props.get("model_path")
        parameters = _parameters_named(names)
    owner = listed.get("owned_by")
    is_llama_cpp = bool(settings) or owner in LLAMA_CPP_OWNERS
    sampling = server_sampling(_within(settings, "params")) if is_llama_cpp else {}
    slots = 1 if owner == PYTHON_SERVER else count(props.get("total_slots"))
    return Served(
        window_tokens=window,
        parameters=parameters,
        small_sampling=sampling,
        alone=is_llama_cpp,
        slots=slots if slots and slots <= MOST_SLOTS else None,
    )


class _Asked:
    """One server that is asked about one model."""

    def __init__(self, http: httpx2.AsyncClient, base_url: str, model: str, key: str) -> None:
        self._http, self._model = http, model
        self.base_url = base_url.rstrip("/")
        self.root = re.sub(r"/v\d+$", "", self.base_url)
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._patience_s = PATIENCE_S

    async def props(self) -> Mapping[str, Any]:
        """What llama-server says of itself; `n_ctx` is of one slot: what one call can use. Whatever
        comes back shows that there is a server.
        """
        answer = await _get(self._http, f"{self.root}/props", self._headers, PATIENCE_S)
        if answer is not None:
            self._patience_s = BUSY_PATIENCE_S
        return _object(answer)

    async def entry(self, path: str, root: str) -> Mapping[str, Any]:
        """What the list of models at `path` says of the model; {} where it is not in it."""
        answer = await _get(self._http, f"{root}{path}", self._headers, self._patience_s)
        listed = _object(answer).get("data")
        listed = listed if isinstance(listed, list) else []
        entries = [entry for entry in listed if isinstance(entry, Mapping)]
        for entry in entries:
            if self._model in (entry.get("id"), entry.get("name"), entry.get("root")):
                return entry
        # A server with one model answers for it whatever it is called.
        return entries[0] if len(entries) == 1 else {}


def _within(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = document.get(name)
    return inner if isinstance(inner, Mapping) else {}


def _window(entry: Mapping[str, Any]) -> int | None:
    for name in LISTED:
        for place in (entry, _within(entry, "meta")):
            if window := sound(place.get(name)):
                return window
    return None


def _parameters(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 < value < MOST_PARAMETERS else None


def _parameters_named(names: tuple[object, ...]) -> int | None:
    """The number of weights that one of the names, or the file in it, tells."""
    for name in names:
        if isinstance(name, str):
            file = re.split(r"[/\\]", name)[-1]
            if number := parameters_in(file):
                return number
    return None


async def get_json(
    http: httpx2.AsyncClient, url: str, headers: Mapping[str, str], body: Any = None
) -> Mapping[str, Any]:
    """The JSON object at `url`, asked by POST where there is a body; {} for whatever else comes."""
    return _object(await _get(http, url, headers, PATIENCE_S, body))


async def _get(
    http: httpx2.AsyncClient,
    url: str,
    headers: Mapping[str, str],
    patience_s: float,
    body: Any = None,
) -> httpx2.Response | None:
    """What comes from `url`; None where nothing does."""
    import httpx2

    method = "GET" if body is None else "POST"
    try:
        async with asyncio.timeout(patience_s):
            return await http.request(method, url, headers=dict(headers), json=body)
    except (httpx2.HTTPError, TimeoutError):
        return None


def _object(response: httpx2.Response | None) -> Mapping[str, Any]:
    """The JSON object in a reply; {} where there is none."""
    if response is None or not response.is_success:
        return {}
    try:
        document = response.json()
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def sound(value: object) -> int | None:
    """A number of tokens that can be a window."""
    number = count(value)
    return number if number and number >= SMALLEST_WINDOW else None
