"""A template filled in: the only module that knows jinja2.

What stands in a page is text unless a template says otherwise: autoescape is on for every
template, and control characters are dropped from every value. The content security policy allows
exactly the page's own style and script, by hash; no template may use inline attributes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..screen_text import shown

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, *, script: str = "", **values: Any) -> str:
    """The page that `template` makes of `values`; `script` is the file of its one script, if any.

    Raises:
        jinja2.UndefinedError: the template names a value that is missing.
    """
    return "".join(pieces(template, script=script, **values))


def pieces(template: str, *, script: str = "", **values: Any) -> Iterator[str]:
    """The same page, piece by piece: values that are iterators are never held as a whole."""
    style = _asset("style.css")
    code = _asset(script) if script else ""
    yield from (
        _environment()
        .get_template(template)
        .generate(
            style=_trusted(style),
            style_hash=_sha256(style),
            script=_trusted(code),
            script_hash=_sha256(code),
            **values,
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    """What an expression of a template becomes: text without controls; None is nothing."""
    from markupsafe import Markup

    if value is None:
        return ""
    return value if isinstance(value, Markup) else shown(str(value))


def _trusted(text: str) -> str:
    """Text of this package that is inserted as it stands."""
    from markupsafe import Markup

    return Markup(text)


def _asset(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text("utf-8")


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
