"""Scripts and the languages that Tesseract reads them in."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Script as Tesseract's detection calls it -> its languages, the most spoken first.
SCRIPTS = {
    "Latin": (
        "eng", "deu", "fra", "spa", "ita", "por", "nld", "pol", "tur", "vie", "ces", "swe", "ron", "hun", "dan",
        "nor", "fin", "ind", "cat", "slk", "hrv", "lit", "slv", "lav", "est", "isl", "sqi", "afr", "msa", "swa", "lat",
    ),
    "Cyrillic": ("rus", "ukr", "bul", "srp", "bel", "mkd", "kaz"),
    "Greek": ("ell",),
    "Arabic": ("ara", "fas", "urd"),
    "Hebrew": ("heb", "yid"),
    "Han": ("chi_sim", "chi_tra"),
    "HanS": ("chi_sim",),
    "HanT": ("chi_tra",),
    "Japanese": ("jpn",),
    "Korean": ("kor",),
    "Hangul": ("kor",),
    "Thai": ("tha",),
    "Devanagari": ("hin", "mar", "nep", "san"),
    "Bengali": ("ben", "asm"),
    "Tamil": ("tam",),
    "Telugu": ("tel",),
    "Gujarati": ("guj",),
    "Kannada": ("kan",),
    "Malayalam": ("mal",),
    "Gurmukhi": ("pan",),
    "Georgian": ("kat",),
    "Armenian": ("hye",),
    "Ethiopic": ("amh", "tir"),
    "Khmer": ("khm",),
    "Lao": ("lao",),
    "Myanmar": ("mya",),
    "Sinhala": ("sin",),
}  # fmt: skip
# Their models hold no Latin letters, which names and addresses in their texts have.
WITHOUT_LATIN = {"Cyrillic", "Greek", "Arabic", "Hebrew"}
# What the models of rapidocr hold (facts of its character list): no other script may be sent to it,
# for it answers with digits, blanks and look-alikes.
RAPID_SCRIPTS = {"Latin", "Han", "HanS", "HanT", "Japanese"}
_FUNCTION_WORDS = {
    "eng": "the of and to in is that for with was are this from by not have which be",
    "deu": "der die und das den von zu mit ist des im nicht ein eine auf für dem sich wird",
    "fra": "le la les des et du est une dans pour que qui par sur au pas avec sont",
    "spa": "el los las del que por con una para como más pero sus está fue entre",
    "ita": "il di che per una della con del non sono gli alla come anche più nel",
    "por": "que não uma para com dos das por mais como foi pelo pela são ao os",
    "nld": "het een van en dat niet zijn voor met op te aan ook worden door naar",
    "pol": "nie się jest na że do przez oraz dla jak tym został które od po",
    "tur": "bir ve bu için ile olarak olan daha gibi çok kadar sonra",
    "ces": "že na je se do která jako pro byl které není při jsou nebo",
    "swe": "och att det som på är för av en den inte med till har",
    "ron": "și în nu este care din pentru cu mai sunt la fost prin",
    "hun": "hogy nem egy az és meg volt csak ezt még már mint kell",
    "dan": "og det at en af til på for ikke med den der er som",
    "nor": "og det at en av til på for ikke med den som er har",
    "fin": "ja on ei että oli se joka mutta myös kuin hän ovat",
}
_WORD = re.compile(r"[^\W\d_]+")


def languages_for(script: str, installed: Sequence[str]) -> list[str]:
    """The installed languages of a script, the most spoken first; its script model if there is one
    and no language.
    """
    known = [language for language in SCRIPTS.get(script, ()) if language in installed]
    model = f"script/{script}"
    return known or [model for _ in range(model in installed)]


def likely_languages(text: str, candidates: Sequence[str]) -> list[str]:
    """The language of a recognized text by its function words; all candidates where they do not
    tell.

    >>> likely_languages("der Preis ist nicht hoch und die Kosten", ["eng", "deu"])
    ['deu']
    """
    words = _WORD.findall(text.lower())
    counts = {
        language: sum(word in _FUNCTION_WORDS[language].split() for word in words)
        for language in candidates
        if language in _FUNCTION_WORDS
    }
    if not counts or max(counts.values()) < 3:
        return list(candidates)
    best = max(counts, key=lambda language: counts[language])
    # A second language of the same page, as in bilingual contracts.
    others = [code for code in counts if code != best]
    return [best] + [code for code in others if counts[code] > 0.5 * counts[best]]


def package_for(script: str) -> str:
    """Where the language data of a script come from, for a message."""
    languages = SCRIPTS.get(script, ())
    if not languages:
        return "the language data of Tesseract for it"
    name = languages[0].replace("_", "-")
    return f"apt install tesseract-ocr-{name} (Homebrew: brew install tesseract-lang)"
