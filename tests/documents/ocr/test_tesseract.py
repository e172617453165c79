"""Tesseract's table as text, and pages in the scripts that are installed."""

from __future__ import annotations

import os
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from tersely.documents.ocr.raster import Raster
from tersely.documents.ocr.reading import Unrecognized, check_reading, compact_cjk
from tersely.documents.ocr.tesseract import Tesseract, reading_of

pytestmark = pytest.mark.thorough

HEAD = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext\n"
SCRIPTS = {
    "deu": ("DejaVuSans", "Die Hafenbehörde prüfte den Jahresbericht und die Kosten der Brücken."),
    "rus": ("DejaVuSans", "Управление порта рассмотрело годовой отчёт и расходы на краны."),
    "ell": ("DejaVuSans", "Η λιμενική αρχή εξέτασε την ετήσια έκθεση και το κόστος των γερανών."),
    "ara": (
        "NotoSansArabic|NotoNaskhArabic",
        "راجعت سلطة الميناء التقرير السنوي وتكاليف الرافعات.",
    ),
    "chi_sim": ("NotoSansCJK|wqy", "港务局审查了年度报告，发现维修费用上升了百分之九。"),
    "jpn": ("NotoSansCJK|ipag", "港湾局は年次報告書を検討し、維持の費用が増えたことを確認した。"),
}


def row(block: int, line: int, confidence: float, text: str) -> str:
    return f"5\t1\t{block}\t1\t{line}\t1\t0\t0\t9\t9\t{confidence}\t{text}\n"


def test_words_become_lines_and_paragraphs() -> None:
    """The confidence is the mean over characters; rows without a word do not count."""
    table = HEAD + "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n"
    table += (
        row(1, 1, 90, "The") + row(1, 1, 90, "quay") + row(1, 2, 80, "sank") + row(2, 1, 50, "Why")
    )
    reading = reading_of(table + row(2, 1, 0, "  "))
    assert reading.text == "The quay\nsank\n\nWhy"
    assert reading.confidence == pytest.approx((90 * 7 + 80 * 4 + 50 * 3) / 14 / 100)


def test_what_is_no_table_is_no_text() -> None:
    with pytest.raises(Unrecognized, match="nothing"):
        check_reading(reading_of("Error opening data file\n"))


def test_blanks_between_han_characters_go() -> None:
    assert compact_cjk("港 湾 局 は, the port 港 X") == "港湾局は, the port 港 X"


@pytest.mark.parametrize("language", SCRIPTS)
def test_each_script_is_recognized_by_itself(tesseract: str, language: str) -> None:
    """At most 3 % of the characters are wrong on a clean page (white space apart)."""
    if (
        language
        not in subprocess.run([tesseract, "--list-langs"], capture_output=True, text=True).stdout
    ):
        pytest.skip(f"the data of Tesseract for {language} are not installed")
    font, text = SCRIPTS[language]
    # Lines that differ: those that repeat themselves look like columns.
    texts = [text[4 * n :] + text[: 4 * n] for n in range(6)]
    page = drawn(font, texts)
    engine = Tesseract()
    engine.prepare(page)
    assert language in engine.languages.split("+")
    read = "".join(engine.read(page).text.split())
    expected = "".join("".join(texts).split())
    wrong = 1 - SequenceMatcher(None, expected, read, autojunk=False).ratio()
    assert wrong <= 0.03, read[:200]


def test_a_script_that_is_taken_for_another_is_tried_again(tesseract: str) -> None:
    """Eight lines of Russian, which the detection of Tesseract 5.3 takes for Latin."""
    languages = subprocess.run([tesseract, "--list-langs"], capture_output=True, text=True).stdout
    if "rus" not in languages:
        pytest.skip("the data of Tesseract for rus are not installed")
    font, text = SCRIPTS["rus"]
    engine = Tesseract()
    engine.prepare(drawn(font, [text[4 * n :] + text[: 4 * n] for n in range(8)]))
    assert "rus" in engine.languages.split("+")


# Stands in for Tesseract: four languages, a script and how sure it is of it, and words.
PROGRAM = """#!{python}
import sys
arguments = sys.argv[1:]
sys.stdin.buffer.read()
if "--list-langs" in arguments:
    print("List of available languages (3):\\nchi_sim\\neng\\nosd")
elif "0" in arguments:
    print("Script: {script}\\nScript confidence: {sure}")
elif "-l" in arguments:
    sure = {confidence}[arguments[arguments.index("-l") + 1]]
    print("level\\tpage\\tblock\\tpar\\tline\\tword\\tleft\\ttop\\twidth\\theight\\tconf\\ttext")
    print("5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t" + str(sure) + "\\tSupport")
"""


@pytest.mark.parametrize(
    ("sure", "confidence", "languages"),
    [
        (1.2, {"chi_sim": 95, "eng": 90}, "eng"),  # Chinese data hold Latin letters too
        (1.2, {"chi_sim": 40, "eng": 50}, ""),
        (28.9, {"chi_sim": 95, "eng": 90}, ""),
    ],
)
def test_a_script_that_is_hardly_detected_is_doubted(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sure: float,
    confidence: dict[str, int],
    languages: str,
) -> None:
    """A diagram of few words was "Bengali"; what can be read well in another script is."""
    program = tmp_path / "tesseract"
    fields = {"script": "Bengali", "sure": sure, "confidence": confidence}
    program.write_text(PROGRAM.format(python=sys.executable, **fields))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    engine = Tesseract()
    page = Raster(30, 40, bytes(30 * 40), 300)
    if languages:
        engine.prepare(page)
        assert engine.languages == languages
    else:
        with pytest.raises(Unrecognized, match="Bengali"):
            engine.prepare(page)


def drawn(fonts: str, texts: list[str]) -> Raster:
    """Lines of text in one of the fonts that are installed; skipped without one."""
    image, draw, font = (
        pytest.importorskip(f"PIL.{name}") for name in ("Image", "ImageDraw", "ImageFont")
    )
    files = [
        path
        for name in fonts.split("|")
        for path in sorted(Path("/usr/share/fonts").rglob(f"{name}*"))
        if path.suffix in (".ttf", ".otf", ".ttc") and ("Regular" in path.name or path.stem == name)
    ]
    if not files:
        pytest.skip(f"no font of {fonts} is installed")
    face = font.truetype(str(files[0]), 40)
    page = image.new("L", (1700, 100 + 80 * len(texts)), 255)
    for number, text in enumerate(texts):
        draw.Draw(page).text((50, 50 + 80 * number), text, 0, font=face)
    return Raster(page.width, page.height, page.tobytes(), 300)
