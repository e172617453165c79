"""How well rendered pages are recognized, by script and engine.

    python bench/ocr.py [--engine tesseract] [--engine rapidocr] [--dpi 150]

One page a script: running text of our own, set in a font that the machine has, black on white.
*Error* is the edit distance between the text and what was recognized, over the length of the text,
white space apart. Rendered pages are easy: scans of paper are worse. "unread" is what the user is
told where an engine gives a page up. Needs Pillow, the engines, and fonts that have the scripts
(Debian: fonts-dejavu-core, fonts-noto-core, fonts-noto-cjk).
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from tersely.documents.ocr import rapid, tesseract
from tersely.documents.ocr.raster import Raster
from tersely.documents.ocr.reading import Unrecognized, check_reading

A4_INCHES = 8.27, 11.69
TEXT_PT = 12
SCRIPTS = {
    "Latin": (
        "DejaVuSerif",
        "The harbour authority reviewed its annual report in March and found that dredging the northern basin had "
        "cost 412,000 euros, nine percent more than the year before. Two members of the council asked whether the "
        "ferry could go on until the autumn; the engineer, Mrs Vandermeulen, answered that it could, provided that "
        "the quay was shored up first. Nobody objected. Die Behörde prüft außerdem die Kräne von 1987, über deren "
        "Größe gestritten wird, und l'hôtel près du vieux port ne rouvrira qu'en été.",
    ),
    "Cyrillic": (
        "DejaVuSerif",
        "В марте управление порта рассмотрело годовой отчёт и установило, что углубление северного бассейна обошлось "
        "в 412 000 евро, на девять процентов дороже, чем годом ранее. Два члена совета спросили, сможет ли паром "
        "ходить до осени; инженер ответила, что сможет, если сначала укрепят причал. Никто не возражал. Кроме того, "
        "проверяют краны 1987 года, о размерах которых давно спорят, а гостиница у старой гавани откроется летом.",
    ),
    "Greek": (
        "DejaVuSerif",
        "Τον Μάρτιο η λιμενική αρχή εξέτασε την ετήσια έκθεση και διαπίστωσε ότι η εκβάθυνση της βόρειας λεκάνης "
        "κόστισε 412.000 ευρώ, εννέα τοις εκατό περισσότερο από πέρυσι. Δύο μέλη του συμβουλίου ρώτησαν αν το "
        "πορθμείο μπορεί να συνεχίσει ως το φθινόπωρο· η μηχανικός απάντησε ότι μπορεί, αρκεί να ενισχυθεί πρώτα η "
        "προβλήτα. Κανείς δεν έφερε αντίρρηση. Το ξενοδοχείο κοντά στο παλιό λιμάνι θα ανοίξει το καλοκαίρι.",
    ),
    "Arabic": (
        "NotoNaskhArabic|NotoSansArabic",
        "راجعت سلطة الميناء في شهر مارس تقريرها السنوي ووجدت أن تعميق الحوض الشمالي كلف أكثر من العام الماضي بتسعة في "
        "المئة. سأل عضوان من المجلس هل تستطيع العبارة أن تستمر حتى الخريف، فأجابت المهندسة بأنها تستطيع إذا تم تدعيم "
        "الرصيف أولا. لم يعترض أحد. وسيفتح الفندق القريب من المرفأ القديم أبوابه في الصيف.",
    ),
    "Chinese": (
        "NotoSansCJK|wqy",
        "港务局在三月审查了年度报告，发现北部港池的疏浚费用比上一年增加了百分之九，达到四十一万二千欧元。两名委员询问渡轮"
        "能否继续运行到秋天，工程师回答说，只要先加固码头就可以。没有人反对。此外，有关部门正在检查一九八七年安装的起重机，"
        "人们对它们的大小一直有争议。旧港口附近的旅馆将在夏天重新开放，届时附近的道路也会修好。",
    ),
    "Japanese": (
        "NotoSansCJK|ipag",
        "港湾局は三月に年次報告書を検討し、北の泊地の浚渫費用が前の年より九パーセント増えて四十一万二千ユーロになったことを"
        "確認した。二人の委員が、フェリーは秋まで続けられるかと尋ねたところ、技師は、先に岸壁を補強すれば可能だと答えた。"
        "反対する者はいなかった。古い港の近くのホテルは夏に再び開く予定であり、その頃には周りの道路も直っている。",
    ),
}


def page(fonts: str, text: str, dpi: int) -> Raster:
    """A page of A4 with the text, as a scanner would see it."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(font_file(fonts)), round(TEXT_PT * dpi / 72))
    image = Image.new("L", (round(A4_INCHES[0] * dpi), round(A4_INCHES[1] * dpi)), 255)
    draw = ImageDraw.Draw(image)
    is_right_to_left = "\u0600" < text[0] < "\u0700"
    for number, line in enumerate(
        wrapped(text, lambda part: draw.textlength(part, font), 6.4 * dpi)
    ):
        left = (
            A4_INCHES[0] * dpi - 0.9 * dpi - draw.textlength(line, font)
            if is_right_to_left
            else 0.9 * dpi
        )
        draw.text((left, dpi + number * 1.5 * TEXT_PT * dpi / 72), line, 0, font=font)
    return Raster(image.width, image.height, image.tobytes(), dpi)


def font_file(names: str) -> Path:
    """The first of the fonts (parts of names, "|" between) that is installed."""
    for name in names.split("|"):
        for path in sorted(Path("/usr/share/fonts").rglob(f"{name}*")):
            if path.suffix in (".ttf", ".otf", ".ttc") and (
                "Regular" in path.stem or path.stem == name
            ):
                return path
    raise SystemExit(f"No font of {names} is installed.")


def wrapped(text: str, width_of, most: float) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Lines of at most that width; text without blanks is cut anywhere."""
    separator = " " if " " in text else ""
    line = ""
    for word in text.split(" ") if separator else text:
        longer = f"{line}{separator}{word}" if line else word
        if line and width_of(longer) > most:
            yield line
            longer = word
        line = longer
    yield line


def distance(one: str, other: str) -> int:
    """How many characters are to be changed, added or taken away (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, mine in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, theirs in enumerate(other, 1):
            cost = before + (mine != theirs)
            before = row[place]
            row[place] = min(cost, row[place] + 1, row[place - 1] + 1)
    return row[-1]


def cpu_s() -> float:
    """Processor time of this process and of its children so far."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--engine", action="append", choices=("tesseract", "rapidocr"))
    parser.add_argument("--dpi", type=int, default=150)
    options = parser.parse_args()
    print(f"{'engine':11}{'script':10}{'error':>8}{'confidence':>12}{'CPU s':>8}{'wall s':>8}")
    for name in options.engine or ("tesseract", "rapidocr"):
        shared = rapid.Rapid(1) if name == "rapidocr" else None
        for script, (fonts, text) in SCRIPTS.items():
            raster = page(fonts, text, options.dpi)
            engine = shared or tesseract.Tesseract()
            used, began = cpu_s(), time.perf_counter()
            try:
                engine.prepare(raster)
                reading = engine.read(raster)
                check_reading(reading)
                expected, got = "".join(text.split()), "".join(reading.text.split())
                outcome = (
                    f"{distance(expected, got) / len(expected):>8.1%}{reading.confidence:>12.0%}"
                )
            except Unrecognized as reason:
                outcome = f"  unread: {reason.reason}"
            print(
                f"{name:11}{script:10}{outcome}{cpu_s() - used:>8.1f}{time.perf_counter() - began:>8.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
