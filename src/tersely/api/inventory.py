"""What can be used now, and a diagnosis with remedies. Sends nothing unless asked to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from .. import catalog, prompts, providers
from ..config import Loaded, Paths, Settings
from ..errors import ConfigError, TerselyError
from ..records import ModelRef
from ..store import Store, StoreStats
from .choice import choose_model, endpoint, introduce, key_of


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
class Diagnosis:
    """The findings of `tersely doctor`: per provider, then files, then the one thing to do next."""

    providers: tuple[dict[str, str], ...]
    files: dict[str, str]
    next_step: str
    lines: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        return {"providers": list(self.providers), "files": self.files, "next_step": self.next_step}


def key_origins(settings: Settings, environment: Mapping[str, str], paths: Paths) -> Iterator[tuple[str, str]]:
    """(provider, where its key is) for each provider that takes one."""
    for name in providers.names():
        variables = providers.facts(name).key_variables
        if variables:
            key = key_of(name, settings, environment, paths)
            yield name, f"set ({key.origin})" if key else f"not set ({variables[0]})"


def list_models(
    settings: Settings,
    environment: Mapping[str, str],
    paths: Paths,
    *,
    provider: str | None = None,
    refresh: bool = False,
) -> list[ModelRow]:
    """The default model of each provider; with `refresh` what the provider's own list names."""
    introduce(settings)
    wanted = [canonical(provider)] if provider else list(providers.names())
    rows: list[ModelRow] = []
    for name in wanted:
        state = _state(name, settings, environment, paths)
        if refresh and (provider or state.startswith("yes")):
            listed = _listed(name, settings, environment, paths)
            rows += [_row(ModelRef(name, model), state) for model in listed]
        else:
            rows.append(_row(_default_ref(name), state))
    if provider in (None, "extractive"):
        rows.append(ModelRow("extractive", None, "free", "yes, offline, verbatim sentences"))
    return rows


def canonical(name: str) -> str:
    """The provider that `name` or an alias of it means; raises ConfigError."""
    found = providers.canonical(name)
    if found is None and name != "extractive":
        raise ConfigError(f"There is no provider {name!r}.", hint="Known: " + ", ".join(providers.names()))
    return found or name


def _default_ref(name: str) -> ModelRef:
    try:
        return ModelRef(name, catalog.default_model(name))
    except TerselyError:
        return ModelRef(name)


def _row(ref: ModelRef, state: str) -> ModelRow:
    if not ref.model:
        return ModelRow(f"{ref.provider}/MODEL", None, "-", state)
    info = catalog.model(ref)
    price_in, price_out = (catalog.estimate_usd(ref, 1000, 0), catalog.estimate_usd(ref, 0, 1000))
    known = price_in is not None and price_out is not None
    price = (
        f"{price_in * 1000:.2f} / {price_out * 1000:.2f}"
        if price_in is not None and price_out is not None
        else "unknown"
    )
    return ModelRow(str(ref), info.window_tokens, "free" if info.free else price if known else "unknown", state)


def _state(name: str, settings: Settings, environment: Mapping[str, str], paths: Paths) -> str:
    facts = providers.facts(name)
    if facts.distribution and _version(facts.distribution) is None:
        return f"no: {facts.distribution} is not installed"
    if not facts.key_variables:
        return "yes, if the server runs" if facts.default_base_url else "yes, with a GGUF file"
    key = key_of(name, settings, environment, paths)
    return f"yes ({key.origin})" if key else f"no key ({facts.key_variables[0]})"


def _listed(name: str, settings: Settings, environment: Mapping[str, str], paths: Paths) -> list[str]:
    async def ask() -> list[str]:
        adapter: Any = providers.create(endpoint(_default_ref(name), settings, environment, paths))
        try:
            found: list[str] = await adapter.list_models()
        finally:
            await adapter.aclose()
        return found

    return asyncio.run(ask())


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def diagnose(loaded: Loaded, environment: Mapping[str, str], paths: Paths, *, probe: bool = False) -> Diagnosis:
    """SDK, key, endpoint and default model of each provider; the files; and the one thing to do next."""
    settings = loaded.settings
    introduce(settings)
    found = tuple(_examine(name, settings, environment, paths, probe=probe) for name in providers.names())
    files = {
        "config": _exists(paths.config_file),
        "store": _exists(paths.store_file),
        "keys": _exists(paths.keys_file),
        "styles": _exists(paths.styles),
    }
    choice = choose_model(settings, environment, paths)
    if choice.ref.provider == "extractive" and not settings.model:
        step = "Set a key (tersely keys set openai), or go on with the extractive engine: it needs nothing."
    elif not settings.model:
        step = f"Ready: {choice.ref} will be used. Choose for good: tersely config set model {choice.ref}"
    else:
        step = f"Ready: {choice.ref} is configured."
    lines = [f"{'provider':<14}{'package':<26}{'key':<30}endpoint"]
    lines += [f"{p['name']:<14}{p['package']:<26}{p['key']:<30}{p['endpoint']}" for p in found]
    lines += ["", *(f"{what:<8}{state}" for what, state in files.items()), "", step]
    return Diagnosis(found, files, step, tuple(lines))


def _examine(
    name: str, settings: Settings, environment: Mapping[str, str], paths: Paths, *, probe: bool
) -> dict[str, str]:
    facts = providers.facts(name)
    version = _version(facts.distribution) if facts.distribution else ""
    key = key_of(name, settings, environment, paths) if facts.key_variables else None
    address = endpoint(_default_ref(name), settings, environment, paths, key_needed=False).base_url or "this machine"
    if probe and (key or not facts.key_variables) and "://" in address:
        address += f" ({_probe(name, settings, environment, paths)})"
    return {
        "name": name,
        "package": f"{facts.distribution} {version or 'NOT INSTALLED'}" if facts.distribution else "built in",
        "key": "none needed" if not facts.key_variables else key.origin if key else f"{facts.key_variables[0]} not set",
        "endpoint": address,
        "default_model": _default_ref(name).model or "-",
    }


def _probe(name: str, settings: Settings, environment: Mapping[str, str], paths: Paths) -> str:
    try:
        return f"answers, {len(_listed(name, settings, environment, paths))} models"
    except TerselyError as error:
        return error.message


def _exists(path: Path) -> str:
    return f"{path}" if path.exists() else f"{path} (not there)"


def styles(settings: Settings, paths: Paths) -> Iterator[tuple[str, str]]:
    """(name, description) of each style."""
    places = style_folders(settings, paths)
    for name in prompts.names(places):
        yield name, prompts.load(name, places).description


def style_folders(settings: Settings, paths: Paths) -> list[Path]:
    """Where styles of the user's own are looked for first."""
    return [Path(settings.styles_dir).expanduser(), paths.styles] if settings.styles_dir else [paths.styles]


def load_style(name: str, settings: Settings, paths: Paths) -> prompts.Style:
    """A style by name, the user's folders first."""
    return prompts.load(name, style_folders(settings, paths), prompt=settings.prompt)


def cache_stats(paths: Paths) -> StoreStats:
    """How much the store holds."""
    store = Store.open(paths.store_file)
    try:
        return store.stats()
    finally:
        store.close()


def cache_clear(paths: Paths) -> int:
    """Delete all stored answers; how many there were."""
    store = Store.open(paths.store_file)
    try:
        return store.clear()
    finally:
        store.close()
