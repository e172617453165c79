"""`tersely doctor`: a diagnosis, and the one thing to do next."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ..app import diagnosis
from ..app.context import Context
from .group import EnvFile, Json, say
from .table import table


def register(root: typer.Typer) -> None:
    """Add the command to `root`."""
    root.command(
        "doctor", help="A diagnosis: keys, endpoints, files, and the one thing to do next."
    )(doctor)


def doctor(
    probe: Annotated[
        bool,
        typer.Option("--probe", help="Ask each endpoint whether it answers.", show_default=False),
    ] = False,
    as_json: Json = False,
    env_file: EnvFile = None,
) -> None:
    context = Context.load(env_file=env_file)
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
