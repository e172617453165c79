"""Spans and places in real documents: pages, headings, line ends, scripts; and extractive summaries
of all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely import documents, extractive
from tersely.grounding import Index, check
from tersely.language.words import terms
from tersely.records import Document

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ["report.md", "report.pdf", "report.docx", "article.md", "meeting.txt"]
SCRIPTS = {
    "Japanese": "東京都は新しい図書館を建設する。費用は三億円である。市長は2024年5月3日に反対した。「税金が足りない」と述べた。",
    "Chinese": "北京市宣布将新建十二座图书馆。预算为3.5亿元。市长李明表示反对。项目将于2025年完成。",
    "Hindi": "दिल्ली में नया पुस्तकालय बनेगा। इसकी लागत 12 करोड़ रुपये है। महापौर ने विरोध किया।",
    "Arabic": "ستبني المدينة مكتبة جديدة. تبلغ التكلفة 12 مليون دولار. هل يوافق العمدة؟ رفض العمدة ذلك.",
    "Russian": "Город построит новую библиотеку. Стоимость составит 12 млн рублей. Мэр Иванов выступил против.",
}


@cache
def read(name: str) -> Document:
    """A document of the examples."""
    return documents.read(EXAMPLES / name)


def extracts(text: str) -> list[str]:
    """Extractive summaries of several lengths, as bullets."""
    targets: Sequence[extractive.Target] = [
        extractive.Target("sentences", 3),
        extractive.Target("words", 120),
        extractive.Target("words", 400),
    ]
    return [
        "".join(
            f"- {line}\n" for line, _ in extractive.bullets(text, extractive.extract(text, target))
        )
        for target in targets
    ]


@pytest.mark.thorough
@pytest.mark.parametrize("name", FILES)
def test_extractive_summaries_are_supported_without_flags(name: str) -> None:
    """Every sentence of every length is found again, whatever the format, and nobody is accused."""
    document = read(name)
    for summary in extracts(document.text):
        found = check(summary, document)
        assert found.claims
        assert [c.text for c in found.claims if c.verdict != "supported"] == []
        assert [f.text for f in found.flags] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_extractive_summaries_in_other_scripts(script: str) -> None:
    """The same without spaces between words, with other sentence ends, and from right to left."""
    for summary in extracts(SCRIPTS[script] * 3):
        found = check(summary, SCRIPTS[script] * 3)
        assert all(claim.verdict == "supported" for claim in found.claims)
        assert found.flags == ()


@pytest.mark.thorough
@pytest.mark.parametrize("name", FILES)
def test_each_sentence_leads_to_its_page_and_heading(name: str) -> None:
    """A reworded sentence cites the very span; its page and heading are those that the text stands
    under.
    """
    document = read(name)
    index = Index(document)
    for start, end in index.sentences:
        if index.is_line(index.sentence_at(start)) or len(set(terms(document.text[start:end]))) < 4:
            continue
        (claim, *_) = check(f"It is said that {document.text[start:end]}", index).claims
        cited = [document.text[c.start : c.end] for c in claim.citations]
        assert document.text[start:end] in cited
        if page := document.page_at(start):
            marks = [m for m in document.marks if m.kind == "page"]
            here = next(i for i, m in enumerate(marks) if m.label == page)
            last = marks[here + 1].offset if here + 1 < len(marks) else len(document.text)
            assert marks[here].offset <= start < last


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from([*"".join(SCRIPTS.values()).split(), "Ünïcödé", "🙂", "e\u0301", "1.5"]),
        min_size=4,
        max_size=30,
    ),
    st.sampled_from(["\n", "\r\n", "\n\n", "\r\n\r\n", " "]),
)
def test_spans_are_the_sources_own_text(words: list[str], line_end: str) -> None:
    """What a claim cites is a sentence of the source, character for character, with any line end."""
    source = line_end.join(" ".join(words[i : i + 5]) + "." for i in range(0, len(words), 5))
    sentences = {source[a:b] for a, b in Index(source).sentences}
    for claim in check(" ".join(words[:5]) + ".", source).claims:
        for citation in claim.citations:
            cited = source[citation.start : citation.end]
            assert cited in sentences or claim.text in cited
