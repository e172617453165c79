"""`tersely doctor`: what is there for each provider, and the one thing to do next."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import ConfigError, ConnectionFailed, MissingAddress, TerselyError, UsageError
from ..provider import Timeouts, host_of, on_loopback
from .context import Context
from .listing import default_ref, listed_models, version
from .model_selection import (
    choose_model,
    endpoint,
    key_of,
    without_password,
)

PROBE = Timeouts(connect_s=5, call_s=15)


@dataclass(frozen=True, slots=True)
class Finding:
    """One provider: its package and version, where its key is, its default model ("-" for none),
    where it is asked.

    `has_key` is True, too, where none is needed. `answer` is what it said when it was asked,
    `answers` whether it can be used by that; None before.
    """

    name: str
    package: str
    installed: bool
    key: str
    has_key: bool
    default_model: str
    endpoint: str
    answer: str = ""
    answers: bool | None = None

    def as_dict(self) -> dict[str, str]:
        names = ("name", "package", "key", "default_model", "endpoint", "answer")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The findings of `tersely doctor`: per provider, then files, then the one thing to do next."""

    providers: tuple[Finding, ...]
    files: dict[str, str]
    next_step: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "providers": [p.as_dict() for p in self.providers],
            "files": self.files,
            "next_step": self.next_step,
        }


def diagnose(context: Context, *, probe: bool = False) -> Diagnosis:
    """SDK, key, endpoint and default model of each provider; the files; and the one thing to do
    next.
    """
    paths = context.paths
    findings = [_examine(name, context) for name in context.providers.names()]
    if probe:
        findings = asyncio.run(_probed(findings, context))
    places = {
        "config": paths.config_file,
        "store": paths.store_file,
        "keys": paths.keys_file,
        "styles": paths.styles,
    }
    files = {what: _exists(path) for what, path in places.items()}
    return Diagnosis(tuple(findings), files, _next_step(findings, context))


def _examine(name: str, context: Context) -> Finding:
    facts = context.providers.facts(name)
    ref = default_ref(name, context)
    installed = version(facts.distribution) if facts.distribution else ""
    finding = Finding(
        name=name,
        package=f"{facts.distribution} {installed or 'NOT INSTALLED'}"
        if facts.distribution
        else "built in",
        installed=installed is not None,
        key="none needed",
        has_key=not facts.key_variables,
        default_model=ref.model or "-",
        endpoint="-",
    )
    try:
        if facts.key_variables:
            key = key_of(name, context)
            finding = replace(
                finding,
                key=key.origin if key else f"{facts.key_variables[0]} not set",
                has_key=key is not None,
            )
        address = endpoint(ref, context, key_needed=False).base_url
    except MissingAddress as error:
        return replace(finding, answer=f"{error.variable} not set", answers=False)
    except UsageError:  # nothing beyond this machine may be asked
        return replace(finding, answer="not with --offline", answers=False)
    except ConfigError as error:
        return replace(finding, answer=error.message, answers=False)
    return replace(finding, endpoint=without_password(address) or "this machine")


async def _probed(findings: Sequence[Finding], context: Context) -> list[Finding]:
    """The same with what each service says that can be asked; all are asked at once."""

    async def asked(one: Finding) -> Finding:
        if not (one.installed and one.has_key and "://" in one.endpoint):
            return one
        try:
            models = await listed_models(one.name, context, PROBE)
        except TerselyError as error:
            idle = isinstance(error, ConnectionFailed) and on_loopback(host_of(one.endpoint))
            return replace(one, answer="not running" if idle else error.message, answers=False)
        return replace(one, answer=f"answers, {len(models)} models", answers=True)

    return await asyncio.gather(*map(asked, findings))


def _next_step(findings: Sequence[Finding], context: Context) -> str:
    try:
        choice = choose_model(context)
        one = next((one for one in findings if one.name == choice.ref.provider), None)
        if one:
            endpoint(choice.ref, context)
    except TerselyError as error:
        return f"{error.message}\n{error.hint}".strip()
    if one is None:
        if context.settings.model:
            return "Ready: the extractive engine is configured; it needs nothing."
        return "Set a key (tersely keys set openai), or go on with the extractive engine: it needs nothing."
    if not one.installed:
        return f"{choice.ref} needs the package {one.package.split()[0]}: install it, or choose another model."
    if one.answers is False:
        return f"{choice.ref} cannot be used now: {one.answer}"
    if context.settings.model:
        return f"Ready: {choice.ref} is configured."
    return (
        f"Ready: {choice.ref} will be used. Make it the default: "
        f"tersely config set model {choice.ref}"
    )


def _exists(path: Path) -> str:
    return f"{path}" if path.exists() else f"{path} (not there)"
