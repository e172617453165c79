"""The receipt under a summary, in words: what it cost, what was read, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..endings import incomplete, last_line
from ..records import Change, Check, Flag, Receipt, Status, Summary, percent, usd
from ..screen_text import excerpt, how_many, shown

MOST_FLAGS = 5
_GENRES = {
    "code": "code",
    "e-mail": "an e-mail thread",
    "chat": "a chat",
    "meeting": "a meeting",
    "paper": "a paper",
    "contract": "a contract",
    "news": "news",
}
STRIP = "▁▂▃▄▅▆▇█"
_QUOTATION = re.compile(
    '"[^"]*"|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|‹[^‹›]*›|「[^「」]*」|『[^『』]*』'
)


def body(summary: Summary) -> str:
    """The summary, and the one line that says so if it is not whole."""
    return "\n\n".join(part for part in (summary.text, last_line(summary)) if part)


def seconds(elapsed_s: float) -> str:
    """E.g. "0.2 s", "24 s", "03:12"."""
    if elapsed_s < 10:
        return f"{elapsed_s:.1f} s"
    return (
        f"{elapsed_s:.0f} s"
        if elapsed_s < 120
        else f"{int(elapsed_s) // 60:02d}:{int(elapsed_s) % 60:02d}"
    )


def bars(strip: tuple[float, ...]) -> str:
    """The position strip: from the start to the end of the document, where the summary drew from."""
    top = max(strip, default=0)
    return "".join(STRIP[round(v / top * (len(STRIP) - 1))] for v in strip) if top else ""


def footer(summary: Summary) -> list[str]:
    """Two lines of at most 100 columns; more only when something is wrong."""
    flags = _flag_lines(summary.check.flags) if summary.check else []
    return [*receipt_lines(summary), *(_one_line(line) for line in flags)]


def receipt_lines(summary: Summary) -> list[str]:
    """The same without the flags."""
    lines = [" · ".join(_spent(summary)), " · ".join(_read(summary))]
    receipt = summary.receipt
    if summary.plan.retrieved:
        lines.append(summary.plan.retrieved.sentence)
    if len(readers := _readers(receipt)) > 1:
        lines.append(f"read by {', '.join(readers)}; written by {summary.model}")
    if summary.status is Status.PARTIAL:
        lines.append(
            f"INCOMPLETE: read {percent(receipt.read_share)} of the text; {incomplete(receipt)}."
        )
    if summary.check:
        lines += _checked(summary.check)
    return [_one_line(line) for line in lines]


def _one_line(text: str) -> str:
    return shown(text).replace("\n", " ")


def _checked(check: Check) -> list[str]:
    """What the check has to say beside how many sentences it traced."""
    lines = [unfounded_line(check)] if check.unfounded or check.rests_on_nothing else []
    if check.unchecked and check.claims:
        kinds = " and ".join(f"{kind}s" for kind in check.unchecked)
        why = "summary and source differ in language" if check.other_language else "German source"
        lines.append(f"not checked: {kinds} ({why})")
    if check.opinion:
        lines.append(check.second_opinion)
    if check.changes:
        lines.append(f"fixed: {changes_line(check.changes)}")
    return lines


def unfounded_line(check: Check) -> str:
    """What is said of a summary that does not rest on its source."""
    if not check.unfounded:
        return (
            "No sentence of this summary could be traced to the source: it may be a refusal, or about "
            "something else."
        )
    total = len(check.distinct)
    return (
        f"Nothing in this summary is supported by the source (0 of {how_many(total, 'sentence')}): "
        "a refusal, small talk, or a summary of something else."
    )


def changes_line(changes: Sequence[Change]) -> str:
    """E.g. "1 sentence rewritten, 2 removed"."""
    rewritten = sum(bool(change.after) for change in changes)
    counts = {"rewritten": rewritten, "removed": len(changes) - rewritten}
    parts = [f"{count} {what}" for what, count in counts.items() if count]
    number, _, what = parts[0].partition(" ")
    return ", ".join([f"{number} sentence{'s' * (number != '1')} {what}", *parts[1:]])


def _flag_lines(flags: Sequence[Flag]) -> list[str]:
    """One flag on one line; several below their number, one a line."""
    if len(flags) == 1:
        return [f"1 flag: {_flag_line(flags[0])}"]
    lines = [f"  {_flag_line(flag)}" for flag in flags[:MOST_FLAGS]]
    if len(flags) > MOST_FLAGS:
        lines.append(f"  and {len(flags) - MOST_FLAGS} more (all of them: --json)")
    return [f"{len(flags)} flags:", *lines] if flags else []


def _flag_line(flag: Flag) -> str:
    where = f" (sentence {flag.claim + 1})" if flag.claim >= 0 else ""
    if flag.contradicted and flag.nearest:
        return f"{quoted(flag.text)}{where}: the source says {quoted(flag.nearest)}"
    nearest = f"; nearest is {quoted(flag.nearest)}" if flag.nearest else ""
    return f"{quoted(flag.text)}{where} is not in the source{nearest}"


def quoted(text: str, characters: int | None = None) -> str:
    """In quotation marks on one line, cut at a word after so many `characters`. What is a quotation
    has its own marks; those within other words become single.
    """
    line = " ".join(text.split())
    if _QUOTATION.fullmatch(line) and (characters is None or len(line) <= characters):
        return line
    line = line.replace('"', "'")
    return f'"{line if characters is None else excerpt(line, characters)}"'


def _spent(summary: Summary) -> list[str]:
    pages = [part for part in summary.receipt.recognized if part.calls]
    asked_pages = sum(part.calls - part.reused for part in pages)
    if summary.plan.strategy == "none":
        unchanged = "printed unchanged: the text is too short to be summarized at this length"
        if asked_pages:
            return [unchanged, how_many(asked_pages, "page image"), usd(summary.cost_usd)]
        return [unchanged, "no call", "free"]
    if summary.plan.strategy == "extractive":
        share = f"{summary.words:,} of {summary.source_words:,} words"
        return ["extractive", share, "verbatim", seconds(summary.elapsed_s), "free, offline"]
    paid = asked_pages + sum(not c.reused and not c.error for c in summary.calls)
    asked = asked_pages + sum(not c.reused for c in summary.calls)
    calls = how_many(paid, "call") if paid == asked else f"{paid} of {asked} calls"
    if reused := summary.reused + sum(part.reused for part in pages):
        calls += f", {reused} reused"
    parts = [str(summary.model), calls]
    if paid:
        usage = summary.usage
        parts.append(
            f"{'about ' if usage.estimated else ''}{usage.input_tokens:,} + {usage.output_tokens:,} tokens"
        )
    # Small models run on: a reader who wonders about the sudden end is told whose it is.
    words = f"{summary.words:,} words" + (", ended there" if summary.ended.enough else "")
    return [*parts, usd(summary.cost_usd), seconds(summary.elapsed_s), words]


def _read(summary: Summary) -> list[str]:
    receipt, plan = summary.receipt, summary.plan
    read = f"read {percent(receipt.read_share)} of the text"
    if len(plan.chunks) > 1:
        unread = sum(not span.read for span in receipt.missing)
        read += f" ({len(plan.chunks) - unread}/{len(plan.chunks)} parts)"
    if plan.genre:
        read += f" as {_GENRES[plan.genre]}"
    parts = [read]
    if plan.strategy != "none":
        parts.append(_drawn(receipt))
    is_written = plan.strategy not in ("none", "extractive")
    if is_written and summary.check and summary.check.distinct:
        parts.append(f"traced {summary.check.traced}/{len(summary.check.distinct)} sentences")
    return [p for p in parts if p]


def _readers(receipt: Receipt) -> list[str]:
    """Who read how much, e.g. ["openai/gpt-6-luna 62 %", "ollama/llama3.2 38 %"]."""
    characters: dict[str, int] = {}
    for start, end, writer in receipt.writers:
        characters[writer] = characters.get(writer, 0) + end - start
    total = max(1, sum(characters.values()))
    return [f"{writer} {percent(count / total)}" for writer, count in characters.items()]


def _drawn(receipt: Receipt) -> str:
    if receipt.sections_total > 1:
        sections = f"{receipt.sections_drawn} of {receipt.sections_total} sections"
        return f"covers {sections} {bars(receipt.strip)}".strip()
    return f"covers {bars(receipt.strip)}" if any(receipt.strip) else ""
