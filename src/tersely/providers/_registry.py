"""Finding providers: modules of this folder, rows of compatible.toml and of the config, installed
packages.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import ConfigError, UsageError
from ..provider import Endpoint, Provider
from ..suggestion import did_you_mean

if TYPE_CHECKING:
    from .compatible import Row

    Facts = type[Provider] | Row

ENTRY_POINTS = "tersely.providers"


class Registry:
    """Every provider there is for one configuration. Nothing is imported before it is asked for,
    and no SDK before `create`.

    `tables` are the `[providers.NAME]` tables of the config: a new name is a new compatible
    service, a known row is changed. Tables of providers with an adapter of their own (openai,
    anthropic ...) are settings of the endpoint and no rows.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._tables = tables or {}

    def names(self) -> tuple[str, ...]:
        """All canonical provider names, sorted."""
        return tuple(sorted({*_adapters(), *self._rows}))

    def unusable(self) -> tuple[str, ...]:
        """The installed providers that cannot be used; `facts` says why."""
        return tuple(_unusable())

    def canonical(self, name: str) -> str | None:
        """The provider that `name` or an alias of it means, in any case of letters; None if there
        is none.
        """
        sought = name.strip().lower()
        if sought in _adapters() or sought in self._rows:
            return sought
        for known in self.names():
            if sought in self.facts(known).aliases:
                return known
        return sought if sought in _unusable() else None

    def facts(self, name: str) -> Facts:
        """What a provider states about itself: key variables, base URL, pages.

        Raises:
            UsageError: there is no provider of that name.
            ConfigError: the package that offers it cannot be used.
        """
        known = self.canonical(name)
        if known is None:
            known_names = f"Known providers: {', '.join(self.names())}."
            hint = did_you_mean(name.lower(), self.names(), otherwise=known_names)
            raise UsageError(f"There is no provider named {name!r}.", hint=hint)
        if known not in self._rows and known not in _adapters():
            raise _unusable()[known]
        return self._rows[known] if known in self._rows else _adapters()[known]

    def home(self, name: str) -> str:
        """The provider's own address, whatever the config or the environment makes of it: where a
        stored key may go.
        """
        from .compatible import rows

        known = self.facts(name).provider_name
        row = rows().get(known)
        return row.base_url if row else self.facts(known).default_base_url

    def note(self, name: str) -> str:
        """The trap that users of this provider must know, or ""."""
        from .compatible import Row

        known = self.facts(name)
        return known.note if isinstance(known, Row) else ""

    def default_model(self, name: str) -> str:
        """The model that the row of a provider names, or ""."""
        from .compatible import Row

        known = self.facts(name)
        return known.default_model if isinstance(known, Row) else ""

    def models(self) -> dict[str, Mapping[str, Any]]:
        """What the rows know of their models, by "provider/model"."""
        models: dict[str, Mapping[str, Any]] = {}
        for name, row in self._rows.items():
            for model, facts in row.models.items():
                models[f"{name}/{model}"] = facts
        return models

    def create(self, endpoint: Endpoint) -> Provider:
        """The adapter for an endpoint; imports its SDK.

        Raises:
            UsageError: there is no such provider.
        """
        from .compatible import Adapter, Row

        known = self.facts(endpoint.provider)
        if isinstance(known, Row):
            kind = (
                import_module(f"._{known.native}", __package__).Adapter if known.native else Adapter
            )
            rowed: Provider = kind(endpoint, known)
            return rowed
        adapter: Any = known
        provider: Provider = adapter(endpoint)
        return provider

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        """The rows that come with the program, changed and added to by the config.

        Raises:
            ConfigError: a new row has no base_url.
        """
        from .compatible import Row, rows

        configured = {
            name: Row.read(name, table, rows().get(name))
            for name, table in self._tables.items()
            if name not in _adapters()
        }
        return {**rows(), **configured}


@cache
def _adapters() -> Mapping[str, type[Provider]]:
    """Adapter classes by provider name: the modules of this folder, then entry points, which may
    not shadow them.
    """
    adapters: dict[str, type[Provider]] = {}
    folder = import_module(__package__).__path__
    modules = (info.name for info in pkgutil.iter_modules(folder))
    for module in sorted(name for name in modules if not name.startswith("_")):
        adapter = vars(import_module(f".{module}", __package__)).get("Adapter")
        # The adapter of the rows has no name of its own.
        if adapter is not None and "provider_name" in vars(adapter):
            adapters[adapter.provider_name] = adapter
    for adapter in _foreign().values():
        if not isinstance(adapter, ConfigError):
            adapters.setdefault(adapter.provider_name, adapter)
    return adapters


def _unusable() -> dict[str, ConfigError]:
    """The installed providers that cannot be used, by name, and why."""
    unusable: dict[str, ConfigError] = {}
    for name, adapter in _foreign().items():
        if isinstance(adapter, ConfigError):
            unusable[name.lower()] = adapter
    return unusable


@cache
def _foreign() -> Mapping[str, type[Provider] | ConfigError]:
    """The adapters of installed packages, or why one cannot be used, by the entry point's name:
    nobody has to do without the others.
    """
    from importlib.metadata import entry_points  # takes as long as reading a report

    from ._foreign import load

    return {point.name: load(point) for point in entry_points(group=ENTRY_POINTS)}
