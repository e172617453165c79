"""Tesseract, called as a program: its table of words with their confidence is read.

The script is detected once a document; in a script of many languages, the first page tells which of
those that are installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field

from .languages import SCRIPTS, WITHOUT_LATIN, languages_for, likely_languages, package_for
from .raster import PAGE_DPI, Raster
from .reading import MIN_CONFIDENCE, Reading, Unrecognized, compact_cjk

PROGRAM = "tesseract"
_TIMEOUT_S = 150
_MAX_LANGUAGES = 3  # at once: each takes as long as the first
_SCRIPT = re.compile(r"Script: (\S+)\s+Script confidence: (\d+(?:\.\d+)?)")
# Pages of running text have 2 to 75; a diagram of few words was "Bengali" at 1.2.
_SURE_OF_SCRIPT = 2.0


def is_installed() -> bool:
    """Whether the program is on the path."""
    return shutil.which(PROGRAM) is not None


@dataclass(slots=True)
class Tesseract:
    """Reads one page after the other; `languages` is what the user asked for, e.g. "deu+eng"."""

    languages: str = ""
    name: str = PROGRAM
    _installed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._installed = _run(["--list-langs"]).splitlines()[1:]
        version = _run(["--version"]).split("\n", 1)[0]
        self.name = version.replace("v", "").strip() or PROGRAM

    def prepare(self, first: Raster) -> None:
        """Choose the languages by the first page. Raises Unrecognized if its script has none."""
        if self.languages:
            return
        script = self._script_of(first)
        candidates = languages_for(script, self._installed)
        if not candidates:
            raise Unrecognized(
                f"{script} script, for which Tesseract has no data here",
                package_for(script),
                script,
            )
        if len(candidates) > 1:
            page = self._upright(first, candidates[:_MAX_LANGUAGES])
            candidates = likely_languages(page.text, candidates)
        languages = candidates[:_MAX_LANGUAGES]
        if script in WITHOUT_LATIN and "eng" in self._installed:
            languages.append("eng")
        self.languages = "+".join(languages)

    def read(self, raster: Raster) -> Reading:
        """The text of a page with the confidence of its words. Raises Unrecognized on failure."""
        return self._upright(raster, self.languages.split("+"))

    def _upright(self, raster: Raster, languages: list[str]) -> Reading:
        """The text of a page that may lie on its side or stand on its head."""
        reading = self._read(raster, languages)
        if reading.confidence < MIN_CONFIDENCE and "osd" in self._installed:
            turned = self._read(raster, languages, "--psm", "1")  # looks for the way up, too
            reading = max(reading, turned, key=lambda one: one.confidence)
        return reading

    def _script_of(self, raster: Raster) -> str:
        """The detected script; on pages of few lines, where the detection errs, another one that
        is read more surely.
        """
        script, confidence = self._detected_script(raster)
        languages = languages_for(script, self._installed)
        if languages:
            page = self._upright(raster, languages[:_MAX_LANGUAGES])
            if page.confidence >= MIN_CONFIDENCE:
                return script
        elif script and confidence >= _SURE_OF_SCRIPT:
            return script
        best, confidence = self._best_script(raster)
        is_readable = languages or confidence >= MIN_CONFIDENCE
        return best if is_readable or not script else script

    def _detected_script(self, raster: Raster) -> tuple[str, float]:
        """What the detection says, and how surely; "" where it has too little to say anything."""
        if "osd" not in self._installed:
            return "", 0.0
        dpi = str(raster.dpi or PAGE_DPI)
        output = _run(["-", "-", "--psm", "0", "--dpi", dpi], raster)
        script = _SCRIPT.search(output)
        if not script:
            return "", 0.0
        return script[1], float(script[2])

    def _best_script(self, raster: Raster) -> tuple[str, float]:
        """The script that can be read most surely, of those that are installed, and how surely."""
        # One language of each script; several scripts may have the same.
        languages = {
            script: "".join(languages_for(script, self._installed)[:1]) for script in SCRIPTS
        }
        tried: dict[str, Reading] = {}
        for language in languages.values():
            if language and language not in tried:
                tried[language] = self._read(raster, [language])
        best = max(tried, key=lambda language: tried[language].confidence, default="")
        scripts = [script for script in SCRIPTS if best and languages[script] == best]
        script = scripts[0] if scripts else "Latin"
        latin = languages["Latin"]
        if latin in tried and _is_latin(tried[best].text):  # Chinese models hold Latin letters, too
            script, best = "Latin", latin
        return script, tried[best].confidence if best else 0.0

    def _read(self, raster: Raster, languages: list[str], *more: str) -> Reading:
        dpi = str(raster.dpi or PAGE_DPI)
        arguments = ["-", "-", "-l", "+".join(languages), "--dpi", dpi, *more, "tsv"]
        return reading_of(_run(arguments, raster))


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(letter < "\u0250" for letter in letters) > len(letters) / 2


def _run(arguments: list[str], raster: Raster | None = None) -> str:
    try:
        done = subprocess.run(
            [PROGRAM, *arguments],
            input=raster.portable if raster else b"",
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unrecognized(f"Tesseract took longer than {_TIMEOUT_S} s") from None
    return done.stdout.decode("utf-8", "replace")


def reading_of(table: str) -> Reading:
    """The words of Tesseract's table as lines and paragraphs, with their mean confidence."""
    pieces: list[str] = []
    before: tuple[str, ...] = ()
    weighed = characters = 0.0
    for row in table.splitlines()[1:]:
        columns = row.split("\t")
        is_word = len(columns) > 11 and columns[0] == "5"
        if not is_word or not columns[11].strip():
            continue
        confidence, word = float(columns[10]), columns[11]
        place = tuple(columns[2:5])  # block, paragraph, line
        if before and place[:2] != before[:2]:
            pieces.append("\n\n")
        elif before and place != before:
            pieces.append("\n")
        elif before:
            pieces.append(" ")
        pieces.append(word)
        before = place
        weighed += confidence * len(word)
        characters += len(word)
    mean = weighed / characters / 100 if characters else 0.0
    return Reading(compact_cjk("".join(pieces)), mean)
