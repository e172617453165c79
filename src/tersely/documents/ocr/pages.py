"""From pages that are unread to pages that were recognized, with what did it and how surely."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...errors import MissingExtra
from ...records import Recognized, Unread, Usage, total_usd
from ..account import RECOGNIZABLE, Account
from ..draft import Draft
from ..formats import Format
from ..isolation import child_command, refuse_interrupted
from ..pdf.hyphens import Spellings, joined
from ..recognition import Recognition, Transcript
from . import rapid, tesseract
from .reading import READ_BADLY
from .vision import vision_answers

_PAGE_TIMEOUT_S = 300.0  # for the next answer: a page of small print on a slow machine takes 20 s
_MEMORY_BYTES = 6_000_000_000  # address space: rapidocr's models and runtime map four of them
_CHILD = "tersely.documents.ocr.child", "main"
_WAYS_OUT = {
    "off": "leave --no-ocr out",
    "vision": "leave --vision out, or save it by: tersely FILE --vision --extract -o FILE.md",
}
_INSTALL = 'apt install tesseract-ocr (macOS: brew install tesseract) or pip install "tersely[ocr]"'


def recognized(
    draft: Draft, data: bytes, *, row: Format, name: str, recognition: Recognition
) -> Draft:
    """`draft` with the pages that could be recognized; the others stay unread, and say why.

    Raises MissingExtra if recognition was asked for and no engine is installed.
    """
    pages = {
        int(place) - 1: part.reason
        for part in draft.unread
        if part.kind == "page" and part.reason in RECOGNIZABLE
        for place in part.places
    }
    if not pages:
        return draft
    engine = _engine(recognition)
    if not engine:
        way_out = _WAYS_OUT.get(recognition.mode, _INSTALL)
        return replace(draft, remedy=f"Text recognition can read it: {way_out}.")
    answers: dict[int, dict[str, Any]] = {}
    order = {
        "engine": engine,
        "languages": recognition.languages,
        "format": row.name,
        "name": name,
        "pages": sorted(pages),
        "memory_bytes": _MEMORY_BYTES,
        "cache_folder": recognition.cache_folder,
        "cache_days": recognition.cache_days,
    }
    name_of_engine = recognition.vision.name if recognition.vision else engine
    if recognition.on_page:
        recognition.on_page(0, len(pages), name_of_engine)
    heard = _answers(order, data)
    if recognition.vision:
        heard = vision_answers(heard, recognition.vision)
    for answer in heard:
        answers[answer["index"]] = answer
        if recognition.on_page:
            recognition.on_page(len(answers), len(pages), name_of_engine)
    return _merged(draft, pages, answers)


def _engine(recognition: Recognition) -> str:
    """The engine to use; "" if there is none."""
    installed = {
        "tesseract": tesseract.is_installed,
        "rapidocr": rapid.is_installed,
    }
    if recognition.mode in ("off", "vision"):
        return "vision" if recognition.vision else ""
    if recognition.mode in installed:
        choices: Sequence[str] = (recognition.mode,)
    else:
        choices = tuple(installed)
    for choice in choices:
        if installed[choice]():
            return choice
    if recognition.mode == "auto":
        return ""
    raise MissingExtra("No engine for text recognition is installed.", hint=_INSTALL)


def _merged(draft: Draft, pages: dict[int, str], answers: dict[int, dict[str, Any]]) -> Draft:
    texts = list(draft.pages)
    groups: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    account = Account()
    remedies: dict[str, None] = {}
    for index, why in pages.items():
        answer = answers.get(index, {"reason": "text recognition failed"})
        if "text" in answer:
            text = joined(answer["text"], Spellings([answer["text"]]))
            texts[index] = replace(texts[index], text=text)
        elif "blank" not in answer:
            share = 1 / len(texts)
            account.leave("page", str(index + 1), reason=f"{why}; {answer['reason']}", share=share)
            remedies[answer.get("remedy", "")] = None
        if "engine" in answer:
            groups[answer["engine"], answer["languages"]].append(answer)
    unread = tuple(part for part in draft.unread if not _is_recognizable(part))
    records = tuple(_record(key, group) for key, group in groups.items())
    return replace(
        draft,
        pages=tuple(texts),
        unread=account.unread + unread,
        recognized=records,
        remedy=" ".join(f"{remedy}." for remedy in remedies if remedy),
        notes=draft.notes + tuple(_note(record) for record in records),
    )


def _is_recognizable(part: Unread) -> bool:
    return part.kind == "page" and part.reason in RECOGNIZABLE


def _record(key: tuple[str, str], group: Sequence[dict[str, Any]]) -> Recognized:
    """What one engine has read; of a vision model also what that cost, pages without text included."""
    read = [answer for answer in group if "text" in answer]
    pages = tuple(map(_page_number, read))
    transcripts: list[Transcript] = [a["transcript"] for a in group if "transcript" in a]
    if transcripts:
        paid = [transcript.usage for transcript in transcripts if not transcript.reused]
        return Recognized(
            pages,
            *key,
            confidence=None,
            calls=len(transcripts),
            reused=sum(transcript.reused for transcript in transcripts),
            usage=sum(paid, Usage()),
            cost_usd=total_usd(transcript.cost_usd for transcript in transcripts),
            is_planned=any(transcript.is_planned for transcript in transcripts),
        )
    characters = sum(len(answer["text"]) for answer in read)
    weighed = sum(answer["confidence"] * len(answer["text"]) for answer in read)
    bad = [answer for answer in read if answer["confidence"] < READ_BADLY]
    confidence = weighed / max(1, characters)
    return Recognized(pages, *key, confidence, tuple(map(_page_number, bad)))


def _page_number(answer: dict[str, Any]) -> str:
    return str(answer["index"] + 1)


def _note(record: Recognized) -> str:
    note = f"{record}"
    if record.uncertain:
        note += f"; read badly: page {', '.join(record.uncertain)}"
    return note


def _answers(order: dict[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    """The answers of the child, one for each page, until it ends, dies or falls silent."""
    child = subprocess.Popen(
        child_command(*_CHILD),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    lines: queue.Queue[bytes] = queue.Queue()
    stdout = child.stdout

    def listen() -> None:
        for line in stdout:
            lines.put(line)
        lines.put(b"")

    listener = threading.Thread(target=listen, daemon=True)
    try:
        listener.start()
        child.stdin.write(json.dumps(order).encode() + b"\n" + data)
        child.stdin.close()
        while line := lines.get(timeout=_PAGE_TIMEOUT_S):
            yield json.loads(line)
        refuse_interrupted(child.wait(), "a page")
    except (queue.Empty, BrokenPipeError):
        return  # what has not been answered stays unread
    finally:
        child.kill()
        child.wait()
        listener.join()
        stdout.close()
