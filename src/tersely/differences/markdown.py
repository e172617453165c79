"""Changes as Markdown: each with both passages, as lines of a patch."""

from __future__ import annotations

from collections.abc import Iterator

from ..language.words import count_words
from ..records import percent
from .change import KINDS, Changes, Difference, FactChange, FileChange, Passage

_SHOWN_CHARACTERS = 1_200
_FENCE = "```"


def as_markdown(changes: Changes) -> str:
    """The changes in the order of the new version; what only differs in form is counted.

    Very long passages are cut, and say by how much; JSON and the page have them whole.
    """
    lines = [f"# {_line(changes.old)} → {_line(changes.new)}", "", f"{counts_line(changes)}.", ""]
    lines += [f"- {_file(file)}" for file in changes.files]
    lines += [""] if changes.files else []
    file = ""
    several = len({difference.file for difference in changes.differences}) > 1
    for difference in changes.differences:
        if several and difference.file != file:
            file = difference.file
            lines += [f"## {_line(file)}", ""]
        lines += [*_entry(difference), ""]
    return "\n".join(lines).rstrip() + "\n"


def counts_line(changes: Changes) -> str:
    """E.g. "3 changed, 1 added, 2 moved; 96 % of the text is unchanged"."""
    counted = [f"{n:,} {kind}" for kind in KINDS if (n := changes.counts[kind])]
    same = f"{percent(changes.kept)} of the text is unchanged"
    line = ", ".join(counted) or "no passage changed"
    if changes.form:
        verb = "differ" if len(changes.form) > 1 else "differs"
        line += f"; {len(changes.form):,} {verb} only in form (marks, numbering, capitals)"
    return f"{line}; {same}"


def summary_line(difference: Difference) -> str:
    """What happened and where, e.g. "moved and changed · § Fees, line 12 → § Term, line 40"."""
    what = "moved and changed" if difference.is_moved else difference.kind
    return " · ".join([what, place_of(difference), *facts_of(difference)])


def place_of(difference: Difference) -> str:
    """The place of both passages; the file, too, where a passage went into another one."""
    old, new = difference.old, difference.new
    if old and new:
        if difference.is_across:
            return f"{old.document}, {old.place} → {new.document}, {new.place}"
        return old.place if old.place == new.place else f"{old.place} → {new.place}"
    only = old or new
    return only.place if only else ""


def facts_of(difference: Difference) -> list[str]:
    """What became of the facts, e.g. ["number 1,200 EUR → 1,350 EUR", "negated"]."""
    said = [_fact(fact) for fact in difference.facts]
    return [*said, *(["now denied, or no longer"] if difference.negated else [])]


def _fact(fact: FactChange) -> str:
    if fact.is_same:
        return f"same {fact.kind}: {fact.before} = {fact.after}"
    if fact.before and fact.after:
        return f"{fact.kind} {fact.before} → {fact.after}"
    return f"{fact.kind} {fact.after} added" if fact.after else f"{fact.kind} {fact.before} removed"


def _file(file: FileChange) -> str:
    if file.kind == "renamed":
        return f"renamed: {_line(file.old)} → {_line(file.new)}"
    return f"{file.kind}: {_line(file.old or file.new)}"


def _entry(difference: Difference) -> Iterator[str]:
    yield f"**{_line(summary_line(difference))}**"
    yield ""
    fence = _FENCE
    passages = [passage for passage in (difference.old, difference.new) if passage]
    while any(fence in passage.text for passage in passages):
        fence += "`"
    yield f"{fence}diff"
    if difference.kind == "moved" and difference.new:
        yield from _marked(difference.new, " ")
    else:
        if difference.old:
            yield from _marked(difference.old, "-")
        if difference.new:
            yield from _marked(difference.new, "+")
    yield fence


def _marked(passage: Passage, mark: str) -> Iterator[str]:
    text = passage.text
    if len(text) > _SHOWN_CHARACTERS:
        text = text[:_SHOWN_CHARACTERS].rsplit(None, 1)[0]
    for line in text.splitlines():
        yield f"{mark} {line}".rstrip()
    if len(text) < len(passage.text):
        yield f"{mark} [... {count_words(passage.text[len(text) :]):,} more words]"


def _line(text: str) -> str:
    return " ".join(text.split())
