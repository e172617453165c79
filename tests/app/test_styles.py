"""The length of a style."""

from __future__ import annotations

from pathlib import Path

import pytest

from tersely import prompts
from tersely.app.context import Context
from tersely.app.styles import Styles, length_of, load_style


@pytest.mark.parametrize(("style", "words"), [("tldr", 40), ("detailed", 400), ("default", 150)])
def test_a_style_has_a_usual_length_which_an_asked_one_replaces(style: str, words: int) -> None:
    """It is no contract."""
    usual = Context.load(environment={})
    length = length_of(load_style(style, usual), usual)
    assert (length.unit, length.amount) == ("preset", words)
    asked = Context.load({"length": "5s"}, environment={})
    assert length_of(load_style(style, asked), asked).text == "5s"


def test_no_style_names_a_number_of_bullets_or_words_beside_its_length() -> None:
    """`-l` is followed by all of them."""
    for name in prompts.names():
        style = prompts.load(name)
        assert "$length" in style.single
        assert "$length" in style.map


def test_the_files_of_a_style_are_read_once_a_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another prompt, kind of document or folder is another style."""
    reads: list[Path] = []
    read = Path.read_text

    def counted(path: Path, encoding: str | None = None) -> str:
        reads.append(path)
        return read(path, encoding=encoding)

    monkeypatch.setattr(Path, "read_text", counted)
    context, styles = Context.load({}, environment={}), Styles()
    first = styles.style_for("default", "", context)
    count = len(reads)
    assert count
    assert styles.style_for("default", "", context) is first
    assert len(reads) == count
    assert styles.style_for("default", "meeting", context).map != first.map
    asked = Context.load({"prompt": "Name the ships."}, environment={})
    assert "Name the ships." in styles.style_for("default", "", asked).single
    own = tmp_path / "default"
    own.mkdir()
    (own / "single.md").write_text("Write $length. $focus $language Own.")
    elsewhere = Context.load({"styles_dir": str(tmp_path)}, environment={})
    assert styles.style_for("default", "", elsewhere).single.endswith("Own.")
