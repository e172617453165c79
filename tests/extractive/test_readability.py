"""How a sentence reads when it stands alone."""

from __future__ import annotations

import pytest

from tersely.extractive.form import Form
from tersely.extractive.readability import is_detail, opening_of
from tersely.extractive.rules import Grade, judge
from tersely.language.lines import Kind
from tersely.language.words import terms, words


def form(sentence: str, kind: Kind = "paragraph") -> Form:
    return Form(sentence, sentence.strip(), words(sentence), terms(sentence), kind)


def weight_of(sentence: str, kind: Kind = "paragraph") -> float:
    return judge(form(sentence, kind))[1]


def grade(sentence: str, kind: Kind = "paragraph") -> Grade:
    return judge(form(sentence, kind))[0]


@pytest.mark.parametrize(
    "opening",
    [
        *(
            "we propose",
            "we present",
            "this paper introduces",
            "our study shows",
            "we also find",
            "I found",
            "I argue",
        ),
        *(
            "the report demonstrates",
            "we develop",
            "this work describes",
            "the study concludes",
            "we recommend",
        ),
        *(
            "we decided",
            "we agreed",
            "in conclusion",
            "in summary",
            "in short",
            "to sum up",
            "to summarize",
            "overall,",
        ),
        *(
            "the results indicate",
            "results suggest",
            "most important",
            "as a result",
            "the main finding",
        ),
        *("the key point", "the main reason", "the key result"),
    ],
)
def test_cue_phrases_lift_a_sentence(opening: str) -> None:
    """Every phrase that announces a point counts, whatever it is announced with."""
    assert weight_of(f"{opening} that quays sink in soft sand.") > weight_of(
        "Many quays sink in soft sand."
    )


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("The quay of Lindmouth sank.", "The old quay sank."),
        ("The quay sank by 40 centimetres.", "The quay sank by some centimetres."),
        ("The quay sank into the sand.", "She sank into the sand."),
        ("The quay sank into the sand.", "Then he sank into the sand."),
        ("The quay sank into the sand.", '"Quays sink into the sand," said the engineer.'),
        ("The quay sank into the sand.", "The engineer said, “I told you that quays sink.”"),
        ("The engineer said that “quays sink”.", "The engineer said, “My quays sink”."),
        ("The quay sank into the sand.", "Why did quays sink into the sand?"),
        ("The quay sank into the sand.", "The table below shows the sand."),
    ],
)
def test_sentences_that_read_alone_are_worth_more(better: str, worse: str) -> None:
    """Names and figures lift a sentence; unnamed persons, direct speech, questions and signposts
    lower it.
    """
    assert weight_of(better) > weight_of(worse)


@pytest.mark.parametrize(
    "sentence",
    [
        "Permission is granted to copy, distribute and/or modify this document under the terms of the licence.",
        'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED.',
        "This manual is free software; you may redistribute it and/or modify it under the GNU General Public License.",
        "Copyright (c) 2024 The Harbour Board of Lindmouth and all of its many contributors in the northern countries.",
        "Neither the name of the harbour nor those of its contributors may be used to endorse or promote other ports.",
        "You should have received a copy of the GNU Lesser General Public\n   License along with the quay.",
        "Best regards, Anna",
        "We use cookies to improve your visit.",
        "This message is meant only for the intended recipient and may be confidential.",
        "You received this message because you are subscribed to the group.",
        "To unsubscribe from this group, send an e-mail to the office of the harbour in Lindmouth.",
        "Merge branch 'quay' into main of the harbour",
        "In /usr/share/common-licenses/Apache-2.0, /usr/share/common-licenses/GPL and /usr/share/licenses are texts.",
        "Sets are ${quay/sand/stone}\n          ${quay//sand/stone}\n          ${quay/#sand/stone} as 50:text/x-quay:*.quay.",
        "[Sand under the northern quay of Lindmouth](sand.html)",
        "See LICENSE for what is said of sand.",
        "Den kompletten Beitrag lesen Sie in der Juli-Ausgabe der Hafenpost.",
        "Lesen Sie auch den Bericht über den Sand unter dem Kai.",
        "Lire aussi le dossier sur le sable du quai.",
        "Lea también el informe sobre la arena del muelle.",
        "Read the full report on the sand under the quay.",
        "This message has been scanned for viruses by MailScanner, and is believed to be clean.",
    ],
)
def test_what_is_not_the_matter_is_junk(sentence: str) -> None:
    """Licences, notices, merges, lists of paths and links to other pages tell nothing of the
    matter.
    """
    assert grade(sentence) == Grade.JUNK


@pytest.mark.parametrize(
    "sentence",
    [
        "For example, quays sink in soft sand.",
        "In particular, quays sink in soft sand.",
        "As mentioned above, quays sink in soft sand.",
        "Instead, quays sink in soft sand.",
        "Firstly, quays sink in soft sand.",
        "At its heart is a bed of soft sand.",
        "With their help the quay was built on soft sand.",
        "Most importantly, it sinks in soft sand.",
        "QUAY_NOT_FOUND if the quay sank in soft sand.",
        "Zudem versinkt der Kai im weichen Sand.",
        "Auch hier versinkt der Kai im weichen Sand.",
        "En effet, le quai descend dans le sable mou.",
        "Sin embargo, el muelle se hunde en la arena blanda.",
        "Tuttavia il molo affonda nella sabbia molle.",
        "Кроме того, причал уходит в мягкий песок.",
        "Source package control files",
        "/usr/include : Directory for include files.",
    ],
)
def test_what_leans_on_another_sentence_dangles(sentence: str) -> None:
    """Openers that need the sentence before, names explained and titles come after all
    others.
    """
    assert grade(sentence) == Grade.DANGLING


@pytest.mark.parametrize(
    "sentence",
    [
        "The board gave permission to build the quay.",
        "The city charges each ship for its fishing licence.",
        "Sites that mount /usr as writable may write formatted pages directly.",
        "11 ships and boats sank at the quay.",
        "In Lindmouth the quay sinks in soft sand.",
        "These pages describe the quay of Lindmouth.",
    ],
)
def test_what_only_looks_like_it_is_readable(sentence: str) -> None:
    """The words of a notice or of code in a sentence about something else do no harm."""
    assert grade(sentence) == Grade.READABLE


def test_titles_in_lists_are_worth_less_than_sentences() -> None:
    """A list item without a full stop may be a title; the subject of a commit is what it has to
    say.
    """
    title = "Sand under the northern quay"

    assert weight_of(title, "item") < weight_of(f"{title}.", "item") == weight_of(title, "entry")


@pytest.mark.parametrize(
    "sentence",
    [
        "This is a proposal for a quay on soft sand.",
        "This Agreement ends on the last day of March.",
        "In its report, the council names the soft sand.",
        "With its new quay the city of Lindmouth, once poor, grows.",
    ],
)
def test_what_says_itself_of_what_it_speaks_stands_alone(sentence: str) -> None:
    """The document that it stands in, or who is named behind the comma."""
    assert grade(sentence) == Grade.READABLE


def test_the_title_that_a_clause_begins_with_dangles() -> None:
    """Though a full stop ends it; a sentence of names, or in capitals, is none."""
    for title in ("Supply and Purchase of Ships.", "7.4. Termination for Cause by the Board."):
        assert grade(title, "item") == Grade.DANGLING
    for sentence in (
        "The Board met Ada Lund here.",
        "THE QUAY SINKS IN SAND.",
        "Ships of Norderhaven sail.",
    ):
        assert grade(sentence, "item") == Grade.READABLE
    assert grade("Ada Lund and Ben Cole.") == Grade.READABLE


@pytest.mark.parametrize("marker", ["- ", "* ", "3. ", "(b) ", "- [x] "])
def test_items_that_share_the_beginning_of_a_sentence_dangle(marker: str) -> None:
    """ "You must: - leave the quay" says nothing without its beginning; an item that is a sentence
    does.
    """
    assert grade(f"{marker}leave the quay before the tide comes;", "item") == Grade.DANGLING
    assert grade(f"{marker}Ships leave the quay before the tide comes.", "item") == Grade.READABLE


@pytest.mark.parametrize(
    ("sentence", "long_only"),
    [
        ("This manual describes the quays of Lindmouth.", False),
        ("This standard also defines where a quay may stand.", False),
        ("quay - a place where ships are loaded", False),
        ("# quay — a place where ships are loaded", False),
        ("A quay is a place where ships are loaded.", True),
    ],
)
def test_what_says_at_the_beginning_what_a_document_is_about_is_lifted(
    sentence: str, long_only: bool
) -> None:
    """The same words further on are a signpost or one definition among many."""

    def opened(text: str) -> float:
        first = form(sentence)
        first.opening = opening_of(text)
        return judge(first)[1]

    assert opened("quay " * 9000) > 1.5 > weight_of(sentence)
    assert (opened("A short text.") > 1.5) != long_only


@pytest.mark.parametrize(
    ("sentence", "detail"),
    [
        ("Regular Price: $50 per month.", True),
        ("**Opening hours**: 9 to 5", True),
        ("From 12 euros per person", True),
        ("$35 a month", True),
        ("Note: The hall is closed in May.", False),
        ("The bundle of all three costs $100 a month until 31 August.", False),
        ("Anna: We close it on Friday.", False),
    ],
)
def test_a_property_or_a_figure_without_a_verb_is_a_detail(sentence: str, detail: bool) -> None:
    """It needs the thing that it is said of; alone it is taken last, with its lead it is not."""
    assert is_detail(sentence) is detail
    assert (grade(sentence) == Grade.READABLE) is not detail
    led = form(sentence)
    led.led = True
    assert judge(led)[0] == Grade.READABLE
