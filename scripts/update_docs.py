"""Write the generated parts of README.md and docs/ again: tables from the code, and output that is
really produced.

    .venv/bin/python scripts/update_docs.py [--check]

`--check` changes nothing and exits 1 if a part is stale; times in outputs do not count.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tersely import prompts, providers
from tersely.config import Settings
from tersely.documents.formats import FORMATS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN = re.compile(r"<!-- run: (?P<command>.*?) -->\n```console\n.*?```", re.DOTALL)
GENERATED = re.compile(r"<!-- generated: (?P<name>\w+) -->\n.*?<!-- end -->", re.DOTALL)
TIME = re.compile(r"\d+(\.\d+)? m?s\b")


def produced(match: re.Match[str]) -> str:
    """A command and what it prints, stderr after stdout, in an empty home."""
    command = match["command"]
    return f"<!-- run: {command} -->\n```console\n$ {command}\n{printed(command)}\n```"


# Lines that only a slow machine shows.
SLOW = re.compile(r"indexed [\d,]+ files? in ")


@cache
def printed(command: str) -> str:
    """The output of a command; some stand on more than one page."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": home,
            "XDG_CONFIG_HOME": f"{home}/config",
            "XDG_CACHE_HOME": f"{home}/cache",
            "LANG": "C.UTF-8",
        }
        ended = subprocess.run(
            ["bash", "-c", command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    lines = (ended.stdout + ended.stderr).strip("\n").split("\n")
    return "\n".join(line for line in lines if not SLOW.match(line))


def provider_table() -> str:
    """Providers, key variables, and the variable that leads to another address."""
    lines = ["| provider | key | address can be changed by |", "|---|---|---|"]
    for name in providers.names():
        facts = providers.facts(name)
        keys = ", ".join(f"`{v}`" for v in facts.key_variables) or "none"
        other = f" (also {', '.join(f'`{a}`' for a in facts.aliases)})" if facts.aliases else ""
        lines.append(
            f"| `{name}`{other} | {keys} | {f'`{facts.base_url_variable}`' if facts.base_url_variable else '-'} |"
        )
    return "\n".join(lines)


def style_table() -> str:
    """Styles with their descriptions."""
    lines = ["| style | |", "|---|---|"]
    return "\n".join(
        [*lines, *(f"| `{n}` | {prompts.load(n).description} |" for n in prompts.names())]
    )


def settings_table() -> str:
    """All settings with what they do and their defaults."""
    hidden = {"api_key", "max_cost_explicit", "providers", "models"}
    rows = []
    for field, info in Settings.model_fields.items():
        if field not in hidden:
            shown = "" if info.factory in (None, "", list) else f"`{info.factory}`"
            rows.append(f"| `{info.alias or field}` | {info.description} | {shown} |")
    return "\n".join(["| setting | what it does | default |", "|---|---|---|", *rows])


# What is read of each format, in words; a format without a line here stops the docs.
READ = {
    "pdf": "text by page, with form fields and comments; columns one after the other, tables with "
    "their columns; running heads and hyphenation undone",
    "docx": "paragraphs, headings, list numbers, tables, notes, comments, formulas, headers and "
    "footers; deleted and struck-out text left out and counted",
    "pptx": "slides with their tables, charts, comments and notes; hidden slides are marked (extra `office`)",
    "xlsx": "sheets as tables, numbers as they are shown, with comments (extra `office`)",
    "epub": "chapters in reading order",
    "ods": "sheets as tables of the values as they are shown, comments, charts, text boxes, heads and feet",
    "odp": "slides as pages, titles as headings, tables, charts, notes",
    "odt": "paragraphs, headings, list numbers, tables, notes, comments, formulas, headers and footers; "
    "struck-out text left out and counted",
    "flatodf": "as the containers of the same content",
    "rtf": "paragraphs, headings, tables, notes, comments, formulas, signs of symbol fonts, headers and "
    "footers; struck-out text left out and counted",
    "html": "the main text, also of URLs, with the descriptions of pictures; what the style sheets hide is left out and counted; "
    "exported chats as speech",
    "xmlbook": "books, articles and outlines in XML (FictionBook, DocBook, JATS, OPML), by their sections",
    "svg": "the labels of a drawing, and what its author wrote about it",
    "mbox": "every message of a mailbox",
    "mhtml": "a saved page",
    "email": "subject, sender and every part with text, once; forwarded messages",
    "msg": "Outlook messages (extra `office`)",
    "legacy": "old Office files, where LibreOffice is installed",
    "calendar": "events: what, when, where",
    "captions": "the spoken words, with their speakers",
    "subtitles": "the spoken words, with their speakers",
    "broadcast": "captions of broadcasts (SCC, EBU STL): the spoken words, each line once",
    "lrc": "the words of a song or a recording, with title and artist",
    "markup": "reStructuredText, Org, AsciiDoc, LaTeX and manual pages, by their headings",
    "image": "images, page by page, by text recognition (Tesseract, or the extra `ocr`)",
    "notebook": "the cells of a Jupyter notebook",
    "plain": "everything else that is text: Markdown, CSV, JSON, YAML, TOML, INI, XML, logs, "
    "programs, exported chats, transcripts as JSON; in any encoding (`--encoding NAME` corrects a wrong guess)",
}


def format_table() -> str:
    """The formats that are read, with their suffixes."""
    rows = []
    for row in FORMATS:
        suffixes = " ".join(f"`{suffix}`" for suffix in row.suffixes)
        if row.name not in READ:
            raise SystemExit(f"READ in {__file__} says nothing of {row.name!r}.")
        rows.append(f"| {suffixes or 'any'} | {READ[row.name]} |")
    return "\n".join(["| files | what is read |", "|---|---|", *rows])


CHECK_SETS = {
    "ragtruth": "RAGTruth",
    "faithjudge": "FaithJudge",
    "summedits_news": "SummEdits news",
    "summedits_qmsumm": "SummEdits meetings",
    "aggrefact": "LLM-AggreFact",
}


def check_table() -> str:
    """What bench/check.py last measured (bench/check.json), with its intervals."""
    figures = json.loads((ROOT / "bench" / "check.json").read_text(encoding="utf-8"))
    columns = ("precision", "recall", "consistent flagged", "balanced")
    rows = [f"| set | checker | {' | '.join(columns)} |", f"|---|---|{'--:|' * len(columns)}"]
    for name, title in CHECK_SETS.items():
        for label, measured in figures.get(name, {}).items():
            if isinstance(measured, dict):
                cells = " | ".join(_with_interval(*measured[column]) for column in columns)
                rows.append(f"| {title} ({figures[name]['rows']}) | {label} | {cells} |")
    return "\n".join([*rows, "", *_other_figures(figures)])


def short_check_table() -> str:
    """Precision and recall of the flags beside the other checkers, a row for each set."""
    figures = json.loads((ROOT / "bench" / "check.json").read_text(encoding="utf-8"))
    measured = {name: figures[name] for name in CHECK_SETS if name in figures}
    labels = [k for k, v in next(iter(measured.values())).items() if isinstance(v, dict)]
    labels = [label for label in labels if label != "tersely: not supported"]
    rows = [f"| precision / recall | {' | '.join(labels)} |", f"|---|{'--:|' * len(labels)}"]
    for name, values in measured.items():
        cells = " | ".join(_precision_and_recall(values.get(label)) for label in labels)
        rows.append(f"| {CHECK_SETS[name]} ({values['rows']}) | {cells} |")
    return "\n".join(rows)


def _precision_and_recall(measured: dict[str, list[float]] | None) -> str:
    """E.g. "0.98 / 0.33"; a checker that was not run on a set has a dash."""
    if measured is None:
        return "-"
    return f"{measured['precision'][0]:.2f} / {measured['recall'][0]:.2f}"


def _with_interval(value: float, low: float, high: float) -> str:
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"


def _other_figures(figures: dict[str, Any]) -> list[str]:
    """Citations, tokens of a second opinion and CPU time, each where it was measured."""
    lines = []
    if wice := figures.get("wice"):
        scores = [f"{k} {v:.3f}" for k, v in wice.items() if k != "rows"]
        lines.append(f"First citation right on WiCE ({wice['rows']} claims): {', '.join(scores)}.")
    if meetings := figures.get("meetings"):
        lines.append(
            f"Tokens of `--verify` over those of the map calls on {meetings['rows']} meetings: "
            f"median {meetings['median']:.1%}, at most {meetings['most']:.1%}."
        )
    times = [f"{t} {figures[n]['cpu_ms']} ms" for n, t in CHECK_SETS.items() if n in figures]
    if times:
        lines.append(f"CPU per summary (median): {', '.join(times)}.")
    return lines


TABLES: dict[str, Callable[[], str]] = {
    "providers": provider_table,
    "styles": style_table,
    "settings": settings_table,
    "formats": format_table,
    "check": check_table,
    "check_short": short_check_table,
}


def generated(match: re.Match[str]) -> str:
    """One table between its marks."""
    return f"<!-- generated: {match['name']} -->\n{TABLES[match['name']]()}\n<!-- end -->"


def updated(text: str) -> str:
    """A page with every generated part as it should be now."""
    return RUN.sub(produced, GENERATED.sub(generated, text))


def same(old: str, new: str) -> bool:
    """True when nothing but times differs."""
    return TIME.sub("T", old) == TIME.sub("T", new)


def main() -> None:
    """Update, or check."""
    stale = []
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        new = updated(old)
        if same(old, new):
            continue
        stale.append(str(page.relative_to(ROOT)))
        if "--check" not in sys.argv:
            page.write_text(new, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"{', '.join(stale)}: stale; run `make docs`")


if __name__ == "__main__":
    main()
