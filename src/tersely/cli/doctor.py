"""`tersely doctor`: a diagnosis, and the one thing to do next."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ..app import diagnosis
from .command import add
from .group import say
from .invocation import Invocation
from .options import MODEL, Json, SettingsOptions, option
from .table import table


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
    options: typer.Context,
    probe: Annotated[
        bool, option("--probe", text="Ask each endpoint whether it answers.", panel=MODEL)
    ] = False,
    as_json: Json = False,
) -> None:
    context = Invocation.of(options).context
    findings = diagnosis.diagnose(context, probe=probe)
    if as_json:
        say(json.dumps(findings.as_dict(), indent=2))
        return
    cells = [
        [one.name, one.package, one.key, one.default_model, one.endpoint, one.answer]
        for one in findings.providers
    ]
    heads = ["provider", "package", "key", "default model", "endpoint", "answer"]
    shown = len(heads) if any(one.answer for one in findings.providers) else len(heads) - 1
    say(table(heads[:shown], [row[:shown] for row in cells]))
    say()
    for what, state in findings.files.items():
        say(f"{what:<8}{state}")
    say()
    say(findings.next_step)
