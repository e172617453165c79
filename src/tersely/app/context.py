"""What every command and every call of the library works with, built once and passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .. import config
from ..config import Loaded, Paths, Settings
from ..providers import Registry


@dataclass(frozen=True)
class Context:
    """Settings with their origins, the environment (which holds keys: in no repr), the folders of
    this user, and the providers that these settings know.
    """

    loaded: Loaded
    environment: Mapping[str, str] = field(repr=False)
    paths: Paths

    @classmethod
    def load(
        cls,
        flags: Mapping[str, Any] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        env_file: str | None = None,
    ) -> Context:
        """The user's own settings under `flags` (by field name); the process's environment where
        none is given.

        Raises:
            ConfigError, UsageError: a name or a value is wrong.
            InputError: the env file cannot be read.
        """
        known = config.process_environment(env_file) if environment is None else environment
        paths = config.paths(known)
        return cls(config.load(flags or {}, known, paths.config_file), known, paths)

    @classmethod
    def of(
        cls,
        settings: Settings | Loaded | Context | None = None,
        environment: Mapping[str, str] | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> Context:
        """The context that a caller of the library means: all of it, settings, or nothing (the
        user's own). `overrides` replace settings; names and values are checked as on the command
        line.
        """
        if isinstance(settings, Context):
            return settings.overridden(overrides) if overrides else settings
        if settings is None:
            flags = {config.field_name(name): value for name, value in (overrides or {}).items()}
            return cls.load(flags, environment=environment)
        known = config.process_environment() if environment is None else environment
        loaded = settings if isinstance(settings, Loaded) else Loaded(settings, {})
        context = cls(loaded, known, config.paths(known))
        return context.overridden(overrides) if overrides else context

    def overridden(self, values: Mapping[str, Any]) -> Context:
        """The same with some settings replaced, by the names that a user writes."""
        flags = {config.field_name(name): value for name, value in values.items()}
        known = self.settings
        kept = {name: getattr(known, name) for name in known.model_fields_set}
        return Context(config.load(kept | flags, {}, None), self.environment, self.paths)

    def with_settings(self, settings: Settings) -> Context:
        """The same with other settings; their origins are not told."""
        return Context(Loaded(settings, {}), self.environment, self.paths)

    def undo(self, field: str) -> str:
        """What the user does so that the default of a setting holds again."""
        name = config.public_name(field)
        origin = self.loaded.origins.get(field, "flag")
        if origin == "flag":
            return f"leave --{name.replace('_', '-')} out"
        if origin.startswith("TERSELY_"):
            return f"unset {origin}"
        return f"take the limit back: tersely config unset {name}"

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    @cached_property
    def providers(self) -> Registry:
        """Every provider that can be named, services of the config included."""
        tables = self.settings.providers
        return Registry({n: row.model_dump(exclude_defaults=True) for n, row in tables.items()})

    @property
    def reads_images(self) -> bool:
        """Whether images in folders are read, not skipped: asked for by --ocr, the name of an engine,
        or --vision.
        """
        return self.settings.ocr not in ("auto", "off")
