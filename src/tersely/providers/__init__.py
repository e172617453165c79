"""Every model service there is: modules of this folder, rows of compatible.toml and of the config,
installed packages.

A new provider is one module here (or in a package with an entry point in the group
`tersely.providers`) that has a class `Adapter` derived from `tersely.provider.Provider`. No SDK is
imported before `create`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from contextvars import ContextVar
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from ..errors import ConfigError, UsageError
from ..provider import Endpoint, Provider
from .compatible import Adapter as CompatibleAdapter
from .compatible import Row, rows

ENTRY_POINTS = "tersely.providers"
Facts = type[Provider] | Row
_registered: ContextVar[Mapping[str, Row]] = ContextVar("registered", default=MappingProxyType({}))


def names() -> tuple[str, ...]:
    """All canonical provider names, sorted."""
    return tuple(sorted({*_adapters(), *_rows()}))


def canonical(name: str) -> str | None:
    """The provider that `name` or an alias of it means, in any case of letters; None if there is
    none.
    """
    wanted = name.strip().lower()
    if wanted in _adapters() or wanted in _rows():
        return wanted
    return next((known for known in names() if wanted in facts(known).aliases), None)


def facts(name: str) -> Facts:
    """What a provider states about itself: key variables, base URL, pages. Raises UsageError for an
    unknown name.
    """
    known = canonical(name)
    if known is None:
        near = get_close_matches(name.lower(), names(), n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Known providers: {', '.join(names())}."
        raise UsageError(f"There is no provider named {name}.", hint=hint)
    return _rows()[known] if known in _rows() else _adapters()[known]


def home(name: str) -> str:
    """The provider's own address, whatever the config or the environment makes of it: where a
    stored key may go.
    """
    known = facts(name).provider_name
    return rows()[known].base_url if known in rows() else facts(known).default_base_url


def note(name: str) -> str:
    """The trap that users of this provider must know, or ""."""
    known = facts(name)
    return known.note if isinstance(known, Row) else ""


def register_rows(table: Mapping[str, Mapping[str, Any]]) -> None:
    """Take the `[providers.NAME]` tables of the config: a new name is a new compatible service, a
    known row is changed.

    Tables of providers with an adapter of their own (openai, anthropic ...) are settings of the
    endpoint and no rows. They hold in this thread or task and replace what it registered before:
    another one may have another config.
    Raises ConfigError for a new row without a base_url.
    """
    found = {
        name: Row.read(name, row, rows().get(name))
        for name, row in table.items()
        if name not in _adapters()
    }
    _registered.set(found)


def create(endpoint: Endpoint) -> Provider:
    """The adapter for an endpoint; imports its SDK. Raises UsageError for an unknown provider."""
    known = facts(endpoint.provider)
    if isinstance(known, Row):
        return CompatibleAdapter(endpoint, known)
    adapter: Any = known
    provider: Provider = adapter(endpoint)
    return provider


def _rows() -> Mapping[str, Row]:
    return {**rows(), **_registered.get()}


@cache
def _adapters() -> Mapping[str, type[Provider]]:
    """Adapter classes by provider name: the modules of this folder, then entry points, which may
    not shadow them.
    """
    found: dict[str, type[Provider]] = {}
    modules = [
        info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")
    ]
    for module in sorted(modules):
        adapter = getattr(import_module(f".{module}", __name__), "Adapter", None)
        if adapter is not None and adapter is not CompatibleAdapter:
            found[adapter.provider_name] = adapter
    for point in entry_points(group=ENTRY_POINTS):
        try:
            adapter = point.load()
        except ImportError as error:
            message = f"The provider {point.name} of the package {point.dist and point.dist.name} cannot be loaded: {error}."
            raise ConfigError(message, hint="Update that package or uninstall it.") from None
        found.setdefault(adapter.provider_name, adapter)
    return found
