"""What kind of text a document is, by its form."""

from __future__ import annotations

from pathlib import Path

import pytest

import wire
from model import is_map
from tersely import documents, prompts
from tersely.app import entrypoints
from tersely.app.footer import receipt_lines
from tersely.config import Settings
from tersely.engine.genre import GENRES, genre_of
from tersely.records import Document
from wire import Answer

EXAMPLES = Path(__file__).parents[2] / "examples"
FILLER = "The keepers of the harbour looked after the lamps all through the winter.\n"
TEXTS = {
    "code": ("tool.py", "def main() -> None:\n    print('hello')\n" * 20),
    "e-mail": ("a.txt", f"From: Ann\nTo: Bob\nSubject: The offer\nDate: Monday\n\n{FILLER * 9}"),
    "chat": ("a.txt", "[12:01] Ann: Is the lamp lit?\n[12:02] Bob: Not yet.\n" * 20),
    "meeting": ("a.txt", f"INES: {FILLER}TOMAS: Fine. {FILLER}" * 20),
    "paper": ("a.md", f"# Lamps\n\n## Abstract\n\n{FILLER * 9}\n## References\n\n[1] A. Berg.\n"),
    "contract": (
        "a.md",
        "The tenant shall pay the landlord. Either party may end this lease.\n" * 9,
    ),
    "news": ("a.txt", f"HARBOUR TOWN, March 3 (Wire) - {FILLER * 9}"),
}


@pytest.mark.parametrize("genre", GENRES)
def test_each_kind_is_told_by_its_form(genre: str) -> None:
    """And has instructions of its own, which the style then holds."""
    name, text = TEXTS[genre]
    assert genre_of(Document(name, text)) == genre
    style = prompts.load("default")
    told = prompts.with_genre(style, genre)
    assert told.genre == genre
    assert told.added in told.map
    assert told.digest != style.digest


@pytest.mark.parametrize(
    "text",
    [
        "",
        FILLER * 40,
        "Note: this is a remark.\n" + FILLER * 40,
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
    ],
)
def test_what_has_no_form_of_its_own_is_none(text: str) -> None:
    """It gets the usual instructions."""
    assert genre_of(Document("a.txt", text)) == ""
    assert prompts.with_genre(prompts.load("default"), "") == prompts.load("default")


@pytest.mark.parametrize(
    ("name", "genre"),
    [("meeting.txt", "meeting"), ("report.md", ""), ("lease-2024.md", "contract")],
)
def test_the_examples(name: str, genre: str) -> None:
    """Of real form."""
    assert genre_of(documents.read(EXAMPLES / name)) == genre


def test_the_notes_are_told_and_the_footer_says_so() -> None:
    """Only in the map calls, and only where no style was asked for."""

    def asked(style: str = "default") -> tuple[list[wire.WireRequest], str]:
        with wire.serve() as server:
            server.reply = lambda _request: Answer(text="The board met.")
            settings = Settings(
                model="openai",
                chunk_tokens=600,
                strategy="map-reduce",
                cache=False,
                style=style,
            )
            summary = entrypoints.summarize(
                EXAMPLES / "meeting.txt", settings, environment=server.environment()
            )
            return list(server.requests), "\n".join(receipt_lines(summary))

    added = prompts.with_genre(prompts.load("default"), "meeting").added
    requests, footer = asked()
    assert all((added in request.text) == is_map(request) for request in requests)
    assert "parts) as a meeting" in footer
    requests, footer = asked(style="minutes")
    assert not any(added in request.text for request in requests)
    assert "as a meeting" not in footer
