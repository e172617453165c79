"""The shared options for commands in which -m and -s may be given several times."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from .options import MODEL, WRITE, shared, taking

_LISTS = {
    "model": typer.Option(
        "-m",
        "--model",
        help="Give it once for each model.",
        metavar="REF",
        rich_help_panel=MODEL,
        show_default=False,
    ),
    "style": typer.Option(
        "-s",
        "--style",
        help="Give it once for each style.",
        metavar="NAME",
        rich_help_panel=WRITE,
        show_default=False,
    ),
}


def several(command: Callable[..., None]) -> Callable[..., None]:
    """Like `options.shared`, but `command` gets all -m and -s as keyword lists `models` and
    `styles`.
    """
    inner = shared(command)

    @functools.wraps(inner)
    def wrapped(**values: Any) -> None:
        models, styles = values.pop("model") or [], values.pop("style") or []
        inner(models=models, styles=styles, model=None, style=None, **values)

    given = inspect.signature(inner).parameters.values()
    parameters = [
        p.replace(annotation=Annotated[list[str] | None, _LISTS[p.name]]) if p.name in _LISTS else p
        for p in given
        if p.name not in ("models", "styles")
    ]
    return taking(wrapped, parameters)
