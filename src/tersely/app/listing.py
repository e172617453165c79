"""What can be used now: models, keys, styles, stored answers. Sends nothing unless asked to."""

from __future__ import annotations

import asyncio
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from .. import catalog
from ..config import Key, Paths
from ..errors import ConfigError, MissingAddress, TerselyError, UsageError
from ..provider import Timeouts, host_of, on_loopback
from ..records import ModelRef
from ..store import Merged, Store, StoreStats, merge
from .context import Context
from .model_selection import default_of, endpoint, key_of, overrides


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One line of `tersely models`."""

    ref: str
    window_tokens: int | None
    price: str
    state: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class State:
    """Whether a provider can be used now, and the words for it."""

    usable: bool
    text: str


def keys(context: Context) -> Iterator[tuple[str, str, Key | ConfigError | None]]:
    """(provider, the variable that may hold its key, its key or what is wrong with it) for each
    that takes one.
    """
    for name in context.providers.names():
        if variables := context.providers.facts(name).key_variables:
            try:
                yield name, variables[0], key_of(name, context)
            except ConfigError as error:
                yield name, variables[0], error


def list_models(
    context: Context, *, provider: str | None = None, refresh: bool = False
) -> list[ModelRow]:
    """The default model of each provider; with `refresh` what the provider's own list names.

    Raises:
        TerselyError: `provider` does not answer. Where none is named, one that does not is told in
        its row.
    """
    named = [canonical(provider, context)] if provider else list(context.providers.names())
    states = {name: _state(name, context) for name in named if name != "extractive"}
    asked: list[str] = []
    if refresh and provider:
        asked = list(states)
    elif refresh:
        asked = [
            name
            for name, state in states.items()
            if state.usable and context.providers.facts(name).default_base_url
        ]
    listed = dict(zip(asked, asyncio.run(_all_listed(asked, context)), strict=True))
    rows: list[ModelRow] = []
    for name, state in states.items():
        of_provider = listed.get(name)
        if isinstance(of_provider, TerselyError):
            if provider:
                raise of_provider
            state = State(usable=False, text=f"no answer: {of_provider.message}")
        models = (
            [ModelRef(name, model) for model in of_provider]
            if isinstance(of_provider, list)
            else [default_ref(name, context)]
        )
        rows += [_row(ref, state.text, context) for ref in models]
    if provider in (None, "extractive"):
        rows.append(ModelRow("extractive", None, "free", "yes, offline, verbatim sentences"))
    return rows


def canonical(name: str, context: Context) -> str:
    """The provider that `name` or an alias of it means, services of the config included; raises
    UsageError.
    """
    return name if name == "extractive" else context.providers.facts(name).provider_name


def default_ref(name: str, context: Context) -> ModelRef:
    """The provider with its default model where there is one."""
    try:
        return default_of(ModelRef(name), context)
    except UsageError:
        return ModelRef(name)


async def _all_listed(names: Sequence[str], context: Context) -> list[list[str] | TerselyError]:
    """What each provider's own list names, or why there is none; all are asked at once."""

    async def ask(name: str) -> list[str] | TerselyError:
        try:
            return await listed_models(name, context)
        except TerselyError as error:
            return error

    return await asyncio.gather(*map(ask, names))


async def listed_models(name: str, context: Context, timeouts: Timeouts | None = None) -> list[str]:
    """What the provider's own list names. Raises the errors of the provider."""
    where = endpoint(default_ref(name, context), context)
    adapter = context.providers.create(replace(where, timeouts=timeouts or where.timeouts))
    try:
        return await adapter.list_models()
    finally:
        await adapter.aclose()


def _row(ref: ModelRef, state: str, context: Context) -> ModelRow:
    if not ref.model:
        return ModelRow(f"{ref.provider}/MODEL", None, "-", state)
    rows_of_user = overrides(context)
    info = catalog.model(ref, rows_of_user)
    price_in, price_out = (
        catalog.estimate_usd(ref, 1000, 0, rows_of_user),
        catalog.estimate_usd(ref, 0, 1000, rows_of_user),
    )
    price = "free" if info.free else "unknown"
    if price_in is not None and price_out is not None and not info.free:
        price = f"{price_in * 1000:.2f} / {price_out * 1000:.2f}"
    return ModelRow(str(ref), info.window_tokens if info.known else None, price, state)


def _state(name: str, context: Context) -> State:
    facts = context.providers.facts(name)
    if facts.distribution and version(facts.distribution) is None:
        return State(usable=False, text=f"needs {facts.distribution}")
    if name == "local":
        return State(usable=True, text="yes, with a GGUF file")
    try:
        key = key_of(name, context) if facts.key_variables else None
        address = endpoint(default_ref(name, context), context, key_needed=False).base_url
    except MissingAddress as error:
        return State(usable=False, text=f"needs {error.variable}")
    except UsageError:  # nothing beyond this machine may be asked
        return State(usable=False, text="not with --offline")
    except ConfigError as error:
        return State(usable=False, text=f"no: {error.message}")
    if key:
        return State(usable=True, text=f"yes: {key.origin}")
    if facts.key_variables:
        return State(usable=False, text=f"needs {facts.key_variables[0]}")
    is_own_server = on_loopback(host_of(address))
    return State(usable=True, text="yes, if the server runs" if is_own_server else "yes")


def version(distribution: str) -> str | None:
    """The installed version of a package, None if it is not installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def cache_stats(paths: Paths) -> StoreStats:
    """How much the store holds."""
    store = _unlimited_store(paths)
    try:
        return store.stats()
    finally:
        store.close()


def cache_merge(paths: Paths, sources: Sequence[Path]) -> Iterator[tuple[Path, Merged]]:
    """Take the answers of other stores into the user's own, one after the other.

    Raises:
        InputError, UsageError, ConfigError, TerselyError: see store.merge; what was merged before
        stays.
    """
    store = _unlimited_store(paths)
    try:
        for source in sources:
            yield source, merge(store, source)
    finally:
        store.close()


def _unlimited_store(paths: Paths) -> Store:
    """The store without its limits, which the settings state: looking drops nothing."""
    return Store.open(paths.store_file, max_age_s=math.inf, max_bytes=sys.maxsize)


def cache_clear(paths: Paths) -> int:
    """Delete all stored answers, and what text recognition has read; how many answers there were."""
    from ..documents.ocr.cache import RecognitionCache

    RecognitionCache(str(paths.recognized_folder)).clear()
    store = Store.open(paths.store_file)
    try:
        return store.clear()
    finally:
        store.close()


def index_sizes(paths: Paths) -> tuple[int, int]:
    """How many indexes of `ask` there are, and their bytes on disk."""
    files = _index_files(paths)
    count = sum(file.suffix == ".sqlite" for file in files)
    return count, sum(file.stat().st_size for file in files)


def index_clear(paths: Paths) -> int:
    """Delete the indexes of `ask`; how many there were."""
    count = index_sizes(paths)[0]
    for file in _index_files(paths):
        file.unlink(missing_ok=True)
    return count


def _index_files(paths: Paths) -> list[Path]:
    folder = paths.index_folder
    return [file for file in folder.iterdir() if file.is_file()] if folder.is_dir() else []
