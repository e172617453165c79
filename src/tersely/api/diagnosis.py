"""`tersely doctor`: what is there for each provider, and the one thing to do next."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import providers
from ..config import Loaded, Paths, Settings
from ..errors import ConnectionFailed, TerselyError
from ..provider import Timeouts, host_of
from .choice import Choice, choose_model, endpoint, introduce, key_of, on_this_machine
from .inventory import default_ref, listed_models, version

PROBE = Timeouts(connect_s=5, call_s=15)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The findings of `tersely doctor`: per provider, then files, then the one thing to do next."""

    providers: tuple[dict[str, str], ...]
    files: dict[str, str]
    next_step: str
    lines: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        return {"providers": list(self.providers), "files": self.files, "next_step": self.next_step}


def diagnose(loaded: Loaded, environment: Mapping[str, str], paths: Paths, *, probe: bool = False) -> Diagnosis:
    """SDK, key, endpoint and default model of each provider; the files; and the one thing to do next."""
    settings = loaded.settings
    introduce(settings)
    found = {name: _examine(name, settings, environment, paths) for name in providers.names()}
    if probe:
        asyncio.run(_probe(found, settings, environment, paths))
    places = {"config": paths.config_file, "store": paths.store_file, "keys": paths.keys_file, "styles": paths.styles}
    files = {what: _exists(path) for what, path in places.items()}
    step = _next_step(found, settings, environment, paths)
    rows = list(found.values())
    return Diagnosis(tuple(rows), files, step, (*_table(rows), "", *_listed(files), "", step))


def _examine(name: str, settings: Settings, environment: Mapping[str, str], paths: Paths) -> dict[str, str]:
    facts = providers.facts(name)
    ref = default_ref(name, settings)
    installed = version(facts.distribution) if facts.distribution else ""
    key = key_of(name, settings, environment, paths) if facts.key_variables else None
    address = endpoint(ref, settings, environment, paths, key_needed=False).base_url
    return {
        "name": name,
        "package": f"{facts.distribution} {installed or 'NOT INSTALLED'}" if facts.distribution else "built in",
        "key": "none needed" if not facts.key_variables else key.origin if key else f"{facts.key_variables[0]} not set",
        "default_model": ref.model or "-",
        "endpoint": re.sub(r"//[^/?#]*@", "//", address) or "this machine",
        "answer": "",
    }


async def _probe(
    found: Mapping[str, dict[str, str]], settings: Settings, environment: Mapping[str, str], paths: Paths
) -> None:
    """Ask all services that can be asked for their models at once, and note what each says."""

    async def ask(row: dict[str, str]) -> None:
        try:
            models = await listed_models(row["name"], settings, environment, paths, PROBE)
            row["answer"] = f"answers, {len(models)} models"
        except ConnectionFailed as error:
            local = on_this_machine(host_of(row["endpoint"]))
            row["answer"] = "not running" if local else error.message
        except TerselyError as error:
            row["answer"] = error.message

    rows = [row for row in found.values() if not row["key"].endswith("not set") and "://" in row["endpoint"]]
    await asyncio.gather(*(ask(row) for row in rows if not row["package"].endswith("NOT INSTALLED")))


def _next_step(
    found: Mapping[str, dict[str, str]], settings: Settings, environment: Mapping[str, str], paths: Paths
) -> str:
    try:
        choice: Choice = choose_model(settings, environment, paths)
        if choice.ref.provider in found:
            endpoint(choice.ref, settings, environment, paths)
    except TerselyError as error:
        return f"{error.message}\n{error.hint}".strip()
    row = found.get(choice.ref.provider)
    if row is None:
        if settings.model:
            return "Ready: the extractive engine is configured; it needs nothing."
        return "Set a key (tersely keys set openai), or go on with the extractive engine: it needs nothing."
    if row["package"].endswith("NOT INSTALLED"):
        return f"{choice.ref} needs the package {row['package'].split()[0]}: install it, or choose another model."
    if row["answer"] and not row["answer"].startswith("answers"):
        return f"{choice.ref} cannot be used now: {row['answer']}"
    if settings.model:
        return f"Ready: {choice.ref} is configured."
    return f"Ready: {choice.ref} will be used. Choose for good: tersely config set model {choice.ref}"


def _table(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """One line a provider, each column as wide as it must be."""
    heads = {"name": "provider", "package": "package", "key": "key", "default_model": "default model"}
    widths = {name: max(len(head), *(len(row[name]) for row in rows)) + 2 for name, head in heads.items()}
    lines = ["".join(head.ljust(widths[name]) for name, head in heads.items()) + "endpoint"]
    for row in rows:
        answer = f" ({row['answer']})" if row["answer"] else ""
        lines.append("".join(row[name].ljust(widths[name]) for name in heads) + row["endpoint"] + answer)
    return lines


def _listed(files: Mapping[str, str]) -> list[str]:
    return [f"{what:<8}{state}" for what, state in files.items()]


def _exists(path: Path) -> str:
    return f"{path}" if path.exists() else f"{path} (not there)"
