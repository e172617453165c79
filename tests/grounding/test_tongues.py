"""Another language is told by function words and script, never by little overlap."""

from __future__ import annotations

import pytest

from tersely.grounding import check
from tersely.grounding.tongues import language_of

ENGLISH = "The bridge will open to traffic on Monday, and it links the two towns that were apart."
GERMAN = "Die Brücke wird am Montag für den Verkehr geöffnet und verbindet die beiden Städte."
FRENCH = (
    "Le pont sera ouvert à la circulation lundi et il relie les deux villes qui étaient séparées."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        (FRENCH, "fr"),
        ("Город построит новую библиотеку.", "cyrillic"),
        ("東京都は新しい図書館を建設する。", "ja"),
        ("北京市宣布将新建图书馆。", "cjk"),
        ("Orbis.", ""),
    ],
)
def test_what_language_it_is(text: str, language: str) -> None:
    """A code, the script, or nothing where it cannot be told."""
    assert language_of(text) == language


def test_a_fabricated_summary_is_in_no_other_language() -> None:
    """Two texts of one language that share nothing: nothing is supported, and that is said."""
    invented = "Torben Askild bought the radio network Hallowave, and the agency reported it to us."
    assert language_of(invented) in ("", language_of(ENGLISH))
    found = check(invented, ENGLISH)
    assert found.unfounded
    assert found.objections > len(found.flags)
    assert found.unchecked == ()


@pytest.mark.parametrize(
    "summary", ["I'm sorry, but I can't help with that.", "Hello! How can I help you today?"]
)
def test_a_refusal_is_unfounded(summary: str) -> None:
    """Nothing of it rests on the source, and that counts."""
    found = check(summary, ENGLISH)
    assert (found.unfounded, found.traced, found.objections) == (True, 0, 1)


def test_a_translation_is_not_called_unfounded() -> None:
    """It shares no words with its source for another reason."""
    found = check(GERMAN, ENGLISH)
    assert (found.other_language, found.unfounded) == (True, False)
