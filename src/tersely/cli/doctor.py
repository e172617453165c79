"""`tersely doctor`: a diagnosis, and the one thing to do next."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import Annotated

import typer

from ..app import diagnosis
from ..app.diagnosis import Diagnosis, Finding
from ..provider import host_of, on_loopback
from ..screen_text import json_text
from . import terminal
from .command import add
from .group import say
from .invocation import Invocation
from .options import MODEL, Json, SettingsOptions, option
from .table import listing

Rows = list[tuple[str, ...]]


def register(root: typer.Typer) -> None:
    """Add the command to `root`."""
    add(
        root,
        "doctor",
        doctor,
        text="A diagnosis: keys, endpoints, files, and the one thing to do next.",
        examples=("tersely doctor", "tersely doctor --json"),
        options=SettingsOptions,
    )


def doctor(
    context: typer.Context,
    probe: Annotated[
        bool, option("--probe", text="Ask each endpoint whether it answers.", panel=MODEL)
    ] = False,
    as_json: Json = False,
) -> None:
    findings = diagnosis.diagnose(Invocation.of(context).context, probe=probe)
    if as_json:
        say(json_text(findings.as_dict()))
        return
    say(screen(findings))


def screen(findings: Diagnosis) -> str:
    """The findings in groups, a line each: to be read, and to be pasted into a question."""
    system = f"{platform.system()} {platform.machine()}"
    parts = [
        f"tersely {metadata.version('tersely')} · Python {platform.python_version()} · {system}"
    ]
    for title, rows in _groups(findings.providers):
        if rows:
            parts.append(f"{title}\n{listing(rows, indent=2)}")
    packages = sorted({finding.package for finding in findings.providers})
    versions = [package.split(" ", 1) for package in packages]
    parts.append("Packages\n" + listing(versions, indent=2))
    names = {"store": "cache"}
    files = [(names.get(what, what), state) for what, state in findings.files.items()]
    parts.append("Files\n" + listing(files, indent=2))
    parts.append(_next(findings.next_step))
    return "\n\n".join(parts)


def _groups(providers: Sequence[Finding]) -> list[tuple[str, Rows]]:
    """Titles with their rows: what can be used, what may be, and what is missing for the rest."""
    ready: Rows = []
    servers: Rows = []
    keyless: Rows = []
    broken: Rows = []
    for one in providers:
        endpoint = " · ".join(part for part in (one.endpoint, one.answer) if part)
        if not one.installed:
            broken.append((one.name, f"{one.package.split()[0]} not installed"))
        elif one.answers is False:
            broken.append((one.name, one.answer))
        elif not one.has_key:
            keyless.append((one.name, one.key))
        elif _is_server_here(one):
            servers.append((one.name, endpoint))
        else:
            ready.append((one.name, one.key, one.default_model, endpoint))
    return [
        ("Can be used", ready),
        ("Servers on this machine, if they run", servers),
        ("Need a key (tersely keys set NAME)", keyless),
        ("Cannot be used", broken),
    ]


def _is_server_here(one: Finding) -> bool:
    has_address = one.key == "none needed" and "://" in one.endpoint
    return has_address and on_loopback(host_of(one.endpoint))


def _next(step: str) -> str:
    if not sys.stdout.isatty():
        return "\n".join(step.splitlines())
    lines: list[str] = []
    for line in step.splitlines():
        lines += terminal.wrapped(line, terminal.columns())
    return "\n".join(lines)
