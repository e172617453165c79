"""The prompt styles: those of the program, and the user's own first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .. import prompts
from ..errors import UsageError
from ..records import Length
from .context import Context


def styles(context: Context) -> Iterator[tuple[str, str]]:
    """(name, description) of each style; of one that cannot be used why."""
    places = style_folders(context)
    for name in prompts.names(places):
        try:
            yield name, prompts.load(name, places).description
        except UsageError as error:
            yield name, f"cannot be used: {error.message}"


def style_folders(context: Context) -> list[Path]:
    """Where styles of the user's own are looked for first."""
    folder, folders = context.settings.styles_dir, [context.paths.styles]
    return [Path(folder).expanduser(), *folders] if folder else folders


def load_style(name: str, context: Context) -> prompts.Style:
    """A style by name, the user's folders first."""
    return prompts.load(name, style_folders(context), prompt=context.settings.prompt)


class Styles:
    """The styles of a session: the files of each are read once, however many documents there are."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[str, ...], prompts.Style] = {}

    def style_for(self, name: str, genre: str, context: Context) -> prompts.Style:
        """The style of this name, with the instructions for notes on texts of this genre."""
        key = (name, genre, context.settings.prompt, context.settings.styles_dir)
        if key not in self._loaded:
            style = load_style(name, context)
            self._loaded[key] = prompts.with_genre(style, genre, style_folders(context))
        return self._loaded[key]


def length_of(style: prompts.Style, context: Context) -> Length:
    """The length that was asked for; where none was, the style's own, which is no contract."""
    settings = context.settings
    if style.words and "length" not in settings.model_fields_set:
        return Length("preset", style.words, style.name)
    return Length.parse(settings.length)
