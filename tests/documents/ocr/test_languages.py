"""Which languages a script is read in, and which of them a page is in."""

from __future__ import annotations

import pytest

from tersely.documents.ocr.languages import languages_for, likely_languages, package_for


@pytest.mark.parametrize(
    ("script", "installed", "languages"),
    [
        ("Latin", ["deu", "eng", "osd"], ["eng", "deu"]),
        ("Cyrillic", ["eng"], []),
        ("Cyrillic", ["eng", "script/Cyrillic"], ["script/Cyrillic"]),
        ("HanS", ["chi_sim", "chi_tra"], ["chi_sim"]),
        ("Cherokee", ["eng"], []),
    ],
)
def test_languages_of_a_script(script: str, installed: list[str], languages: list[str]) -> None:
    assert languages_for(script, installed) == languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Rat stimmt über die Kosten der Brücke und des Hafens ab.", ["deu"]),
        ("Le conseil a voté pour les ponts du port et des quais.", ["fra"]),
        ("The council is to vote for the cranes of the port.", ["eng"]),
        ("12 345", ["eng", "deu", "fra"]),
    ],
)
def test_the_language_of_a_page_by_its_small_words(text: str, language: list[str]) -> None:
    assert likely_languages(text, ["eng", "deu", "fra"]) == language


def test_the_package_of_a_script_is_named() -> None:
    assert "tesseract-ocr-rus" in package_for("Cyrillic")
    assert "tesseract-ocr-chi-sim" in package_for("Han")
    assert package_for("Cherokee")
