"""A question to many files, as the library asks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tersely.app.asking import Evidence, Listener, answering, find
from tersely.app.budget import budget_of
from tersely.app.context import Context
from tersely.app.indexing import FileFilter
from tersely.config import Settings
from tersely.errors import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    for number in range(30):
        text = f"# Stage {number}\n\nThe harbour road was repaired in stage {number} of the work.\n"
        (place / f"{number}.md").write_text(text, "utf-8")
    (place / "water.md").write_text("The water price rose to 2.31 EUR in May 2024.\n", "utf-8")
    return place


def found(folder: Path, question: str, **values: object) -> Evidence:
    context = Context.of(Settings(**values))  # type: ignore[arg-type]
    return find(
        question,
        [str(folder)],
        context,
        chosen=FileFilter(),
        for_model=True,
        listener=Listener(),
        budget=budget_of(context),
    )


def test_the_evidence_is_a_document_with_the_places_of_its_files(folder: Path) -> None:
    """What is not in it is counted."""
    evidence = found(folder, "What is the water price?")
    assert evidence.excerpts[0].text.startswith("The water price")
    document = evidence.document
    assert document.place_at(document.text.index("The water")) == "water.md, line 1"
    assert (evidence.retrieved.files, evidence.retrieved.files_total) == (1, 31)
    assert evidence.vectors_usd == 0.0


def test_the_budget_bounds_what_is_read(folder: Path) -> None:
    """Fewer tokens, fewer passages; at least one."""
    few = found(folder, "harbour road", retrieve_tokens=60).retrieved
    many = found(folder, "harbour road", retrieve_tokens=400).retrieved
    assert 1 <= few.passages < many.passages < many.passages_total
    assert found(folder, "harbour road", retrieve_tokens=1).retrieved.passages == 1


def test_the_index_is_kept_without_a_word_of_the_question(folder: Path) -> None:
    """An error, and the second question finds all files indexed."""
    with pytest.raises(InputError, match="of 31 files holds a word"):
        found(folder, "zeppelin")
    assert found(folder, "water").indexed.outdated == ()


def test_a_model_answers_the_question_from_chosen_passages() -> None:
    """The question is the focus; a style that was asked for stays; passages are not chosen twice."""
    asked = answering("Why?", Context.of(Settings(strategy="retrieve"))).settings
    assert (asked.focus, asked.style, asked.strategy) == ("Why?", "answer", "auto")
    assert answering("Why?", Context.of(Settings(style="tldr"))).settings.style == "tldr"
