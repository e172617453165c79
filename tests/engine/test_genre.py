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


SAID = "Officials said on Monday that the quay had sunk, a spokeswoman for the town told Reuters. "


@pytest.mark.parametrize(
    ("genre", "text"),
    [
        ("chat", "2026-03-02T10:00:01Z  <ann> the lamp is out\n" * 9),
        ("chat", "<ann> the lamp is out\n<@ben> again?\n" * 9),
        ("chat", "2026-03-02T10:00:01 * ann joined the channel\n" * 9),
        ("chat", "Ann Moor  10:01 AM\nIs the lamp lit?\n\nBen Cole  10:02 AM\nNot yet.\n\n" * 9),
        ("e-mail", f"{FILLER}\nIl giorno lunedì Ann <ann@quay.example> ha scritto:\n> {FILLER}"),
        ("e-mail", f"{FILLER}\n2026-03-02 10:00 Ann <ann@quay.example>:\n\n> {FILLER}"),
        ("e-mail", f"{FILLER}\n*Von:* Ann\n*Gesendet:* Montag\n*An:* Ben\n*Betreff:* Lampe\n{FILLER}"),
        ("paper", f"Lamps\n\nAbstract. {FILLER}\n1. Introduction\n{FILLER * 9}\nREFERENCES\n[1] A. Berg.\n"),
        ("paper", f"Lamps\n\n1 Introduction\n{'As in [3].' * 9}\n5 Conclusions\nSo.\n\nReferences\n\n[1] B.\n"),
        ("news", f"The quay sinks\n\nBy Ada Moor\n\n{SAID * 3}"),
        ("contract", "Der Vermieter und der Mieter sind verpflichtet. Die Haftung der Parteien endet mit der Kündigung.\n" * 9),
    ],
)  # fmt: skip
def test_neighbours_of_each_kind(genre: str, text: str) -> None:
    """As other programs, languages and publishers write them."""
    assert genre_of(Document("a.txt", text)) == genre


@pytest.mark.parametrize(
    "text",
    [
        f"The lamp\n\nBy ADA MOOR\n\n{FILLER * 30}",  # a story
        f'The lamp\n\n{FILLER * 9}"It is out," he said. "Again," she told him.\n' * 9,
        f"# Abstract\n{FILLER}\n# Rationale\n{FILLER}\n# Specification\n{FILLER}\n# References\n{FILLER}",
        f"Files: *\nCopyright: 2020 Ann\nLicense: MIT\n\n{FILLER}\n" * 9,
        f"From: the harbour\n{FILLER * 9}\nTo: the sea\n{FILLER * 9}\nDate: unknown\n",
        f"- 10:00 {FILLER}" * 9,
        "A contract names the parties, their liability and the termination of the agreement.\n" * 9,
        f"{SAID}{FILLER * 300}",
    ],
)
def test_what_only_looks_like_a_kind_is_none(text: str) -> None:
    """No kind is better than a wrong kind."""
    assert genre_of(Document("a.txt", text)) == ""


def test_a_chat_that_a_reader_has_read_is_one() -> None:
    """Though its times are gone."""
    turns = "Ann: Is the lamp lit?\nBen: Not yet.\n" * 9
    assert genre_of(Document("a.txt", turns, media_type="text/x-chat")) == "chat"


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
