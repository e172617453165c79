#!/usr/bin/env python3
"""Make the documents of bench/chunking.py and bench/estimates.py from text that is on this machine;
no network.

    python bench/texts.py OUT [FOLDER...]

Writes up to one megabyte each: prose.txt and cjk.txt from the HTML, Markdown and text files under
the folders (default: /usr/share/doc, the more the better; distributions and toolchains install
manuals there), read by tersely's own readers, each paragraph once: translations of a manual share
their code, and a chunker that remembers pieces would count half of them only. code.txt is Python's
standard library, novel.txt the prose without headings and lists in paragraphs of some 3,000
characters. OUT/languages/ gets 200 kB of each language that programs here are translated to
(gettext catalogues).
"""

from __future__ import annotations

import gettext
import re
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from tersely import documents
from tersely.errors import TerselyError
from tersely.language.scripts import dominant_script

MEGABYTE = 1_000_000
LANGUAGE_BYTES = 200_000
SUFFIXES = {".html", ".htm", ".md", ".rst", ".txt"}
LOCALES = Path(sys.prefix if Path(sys.prefix, "share/locale").exists() else "/usr") / "share/locale"
LANGUAGES = (
    "ar bn cs de el es fa fr he hi hu it ja ko pl pt_BR ru ta th tr uk vi zh_CN zh_TW".split()
)


def collect(folders: list[Path]) -> dict[str, str]:
    """A megabyte of Latin prose and one of Chinese, Japanese or Korean, as far as the folders hold
    it.
    """
    found: dict[str, list[str]] = {"latin": [], "cjk": []}
    missing = dict.fromkeys(found, MEGABYTE)
    seen: set[str] = set()
    for path in (
        path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES
    ):
        if not any(left > 0 for left in missing.values()):
            break
        if not path.is_file() or not 4_000 < path.stat().st_size < 5 * MEGABYTE:
            continue
        try:
            text = documents.read(path).text.strip()
        except TerselyError:
            continue
        script = dominant_script(text)
        if missing.get(script, 0) > 0:
            new = [part for part in dict.fromkeys(text.split("\n\n")) if part not in seen]
            seen.update(new)
            text = "\n\n".join(new)
            found[script].append(text)
            missing[script] -= len(text.encode())
    return {"prose": "\n\n".join(found["latin"]), "cjk": "\n\n".join(found["cjk"])}


def code() -> str:
    """Modules of the standard library."""
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    return "\n\n".join(path.read_text("utf-8", "ignore") for path in files)


def novel(prose: str) -> str:
    """Paragraphs of several sentences, unwrapped and joined to long ones."""
    paragraphs = (" ".join(part.split()) for part in prose.split("\n\n"))
    told = [
        part
        for part in paragraphs
        if re.match(r"[A-Z\"“]", part) and part.count(". ") >= 1 and part[-1] in '.!?"”'
    ]
    joined, size = [""], 0
    for part in told:
        joined[-1] = f"{joined[-1]} {part}".strip()
        size += len(part)
        if size > 3_000:
            joined.append("")
            size = 0
    return "\n\n".join(joined).strip()


def translated() -> Iterator[tuple[str, str]]:
    """(language, text) of the longer messages of every program."""
    messages: dict[str, list[str]] = defaultdict(list)
    for language in LANGUAGES:
        for path in sorted((LOCALES / language / "LC_MESSAGES").glob("*.mo")):
            try:
                with path.open("rb") as file:
                    catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # no public list of it
            except (UnicodeDecodeError, OSError):
                continue
            messages[language] += (
                text
                for key, text in catalogue.items()
                if key and text != key and len(text) > 60 and "%" not in text
            )
    for language, texts in messages.items():
        if texts:
            yield language, "\n".join(texts)


def write(path: Path, text: str, most: int = MEGABYTE) -> None:
    """At most `most` bytes of it, cut between characters."""
    data = text.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore")
    path.write_text(data, "utf-8")
    print(f"{path}: {len(data.encode()):,} bytes")


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    out = Path(sys.argv[1])
    (out / "languages").mkdir(parents=True, exist_ok=True)
    found = collect([Path(name) for name in sys.argv[2:]] or [Path("/usr/share/doc")])
    for name, text in {**found, "code": code(), "novel": novel(found["prose"])}.items():
        write(out / f"{name}.txt", text)
    for language, text in translated():
        write(out / "languages" / f"{language}.txt", text, LANGUAGE_BYTES)


if __name__ == "__main__":
    main()
