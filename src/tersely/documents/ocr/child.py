"""The child process of text recognition: pages in, one line of JSON for each page out."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from ..child import limit_memory
from . import rapid
from .cache import RecognitionCache
from .languages import RAPID_SCRIPTS
from .raster import Raster, image_rasters, page_raster
from .reading import Reading, Unrecognized, check_reading
from .tesseract import Tesseract

# Services make larger images smaller, or charge more for them: an A4 page has 135 dpi then.
LONGEST_PX = 1568


class Engine(Protocol):
    """What reads a page. `name` is for the receipt, `languages` what it was read in."""

    name: str
    languages: str

    def prepare(self, first: Raster) -> None: ...

    def read(self, raster: Raster) -> Reading: ...


def main() -> None:
    """The order and the file come in on stdin, an answer for each page goes out on stdout."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a library that prints must not write into the answers
    with open(0, "rb", closefd=False) as source:
        head, _, data = source.read().partition(b"\n")
    order = json.loads(head)
    limit_memory(order["memory_bytes"])
    work = pictures if order["engine"] == "vision" else answers
    with out:
        for answer in work(order, data):
            out.write(json.dumps(answer) + "\n")
            out.flush()


def pictures(order: dict[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    """The page images for a vision model; an empty page needs none."""
    for index, raster in _rasters(order, data, LONGEST_PX):
        if raster.is_blank:
            yield {"index": index, "blank": True}
        else:
            png = b64encode(raster.png).decode("ascii")
            yield {"index": index, "png": png, "width": raster.width, "height": raster.height}


def answers(order: dict[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    """One for each page (by index), in their order: its text, or why there is none."""
    workers = _processors()
    os.putenv("OMP_THREAD_LIMIT", "1")  # Tesseract: one page a processor is faster than two each
    engine = _engine(order, workers)
    cache = _cache(order)
    pages = _rasters(order, data)
    prepared = False
    running: deque[tuple[int, Future[dict[str, Any]]]] = deque()
    with ThreadPoolExecutor(workers if order["engine"] == "tesseract" else 1) as pool:
        for index, raster in pages:
            key = cache.key_of(raster, engine.name, order["languages"]) if cache else ""
            known = cache.get(key) if cache else None
            if known:
                running.append((index, pool.submit(dict, known | {"index": index})))
                continue
            if not prepared and not raster.is_blank:
                prepared = True
                try:
                    engine = _prepared(engine, raster)
                except Unrecognized as error:
                    yield _failure(index, error)
                    yield from (_failure(rest, error) for rest, _ in pages)
                    return
            running.append((index, pool.submit(_answer, engine, index, raster, cache, key)))
            if len(running) > workers:
                yield running.popleft()[1].result()
        while running:
            yield running.popleft()[1].result()


def _prepared(engine: Engine, raster: Raster) -> Engine:
    """The engine that knows the script of the first page."""
    try:
        engine.prepare(raster)
    except Unrecognized as error:
        if error.script not in RAPID_SCRIPTS or not rapid.is_installed():
            raise
        return rapid.Rapid(_processors())
    return engine


def _cache(order: dict[str, Any]) -> RecognitionCache | None:
    if not order.get("cache_folder"):
        return None
    cache = RecognitionCache(order["cache_folder"], order["cache_days"])
    cache.prune()
    return cache


def _answer(
    engine: Engine, index: int, raster: Raster, cache: RecognitionCache | None, key: str
) -> dict[str, Any]:
    if raster.is_blank:
        return {"index": index, "blank": True}
    try:
        reading = engine.read(raster)
        check_reading(reading)
    except Unrecognized as error:
        return _failure(index, error)
    answer = {
        "index": index,
        "text": reading.text,
        "confidence": reading.confidence,
        "engine": engine.name,
        "languages": engine.languages,
    }
    if cache:
        cache.put(key, answer)
    return answer


def _failure(index: int, error: Unrecognized) -> dict[str, Any]:
    return {"index": index, "reason": error.reason, "remedy": error.remedy}


def _engine(order: dict[str, Any], workers: int) -> Engine:
    if order["engine"] == "tesseract":
        return Tesseract(order["languages"])
    return rapid.Rapid(workers)


def _rasters(
    order: dict[str, Any], data: bytes, longest_px: int = 0
) -> Iterator[tuple[int, Raster]]:
    numbers: Sequence[int] = order["pages"]
    if order["format"] == "pdf":
        import pypdfium2

        pdf = pypdfium2.PdfDocument(data)
        if pdf.get_formtype():
            pdf.init_forms()
        for index in numbers:
            page = pdf[index]
            yield index, page_raster(page, longest_px)
            page.close()
        return
    for index, raster in enumerate(image_rasters(data, name=order["name"], longest_px=longest_px)):
        if index in numbers:
            yield index, raster


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)
