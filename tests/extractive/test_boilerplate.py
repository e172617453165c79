"""What stands in documents without being their matter."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.extractive.boilerplate import (
    is_link,
    is_navigation,
    is_notice,
    is_reference,
    licences,
    repetitions,
)
from tersely.extractive.form import Form
from tersely.language.words import terms, words

NOTICES = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy.",
    "Licensed under the Apache License, Version 2.0.",
    "The software is provided without any warranty of merchantability.",
    "Licensed to the Harbour Software Foundation under one or more contributor license agreements.",
    "We use cookies to improve your visit.",
    "You can unsubscribe at any time.",
    "If you are not the intended recipient, delete this mail.",
    "Adobe is a registered trademark of Adobe Inc.",
)
MATTER = (
    "The council granted permission for a quay of stone.",
    "The bakery sold 400 cookies on Monday.",
    "The recipient of the prize is Ada Lund.",
    "The driver lost her licence in May.",
    "Visits to the twelve branches rose by 14 %.",
)


def form_of(sentence: str) -> Form:
    """A sentence as the rules see it."""
    return Form(sentence, sentence, words(sentence), terms(sentence))


@pytest.mark.parametrize("sentence", NOTICES)
def test_licences_and_footers_are_notices(sentence: str) -> None:
    """However they are punctuated or wrapped."""
    assert is_notice(form_of(sentence))
    assert is_notice(form_of(sentence.upper()))
    assert is_notice(form_of(sentence.replace(" ", "\n", 3)))


@pytest.mark.parametrize("sentence", MATTER)
def test_the_same_words_in_a_report_are_none(sentence: str) -> None:
    form = form_of(sentence)
    assert not any(kind(form) for kind in (is_notice, is_reference, is_navigation, is_link))


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("[12] Lund, A. On quays. 2019.", is_reference),
        ("Lund, A. B. (2019). On quays and sand.", is_reference),
        ("[ref-3]: https://example.org", is_reference),
        ("Lund et al., 2019. doi:10.1/x", is_notice),
        ("Skip to the main content", is_navigation),
        ("Read more about quays", is_navigation),
        ("© 2024 The Harbour", is_navigation),
        ("Home » News » Harbour", is_navigation),
        ("- [The quay of the north](north.html)", is_link),
    ],
)
def test_each_kind_is_known(sentence: str, kind: object) -> None:
    assert callable(kind)
    assert kind(form_of(sentence))


def test_a_link_in_a_sentence_and_a_long_sentence_are_matter() -> None:
    """A sentence that begins like a menu may go on as one."""
    assert not is_link(form_of("See [the quay](north.html) before it sinks."))
    assert not is_link(form_of("- [The quay sank.](north.html)"))
    assert not is_navigation(form_of("Subscribe " + "to the matter of the quay " * 6))


BAGS = st.lists(st.sampled_from([("quay",), ("licens",), ("copyright", "holder")]), max_size=80)


@given(BAGS)
def test_runs_of_licences_are_ordered_and_are_less_than_half(bags: list[tuple[str, ...]]) -> None:
    """A text of which they are more is about licences."""
    runs = list(licences(bags))
    assert all(start < end <= len(bags) for start, end in runs)
    assert all(left[1] <= right[0] for left, right in pairwise(runs))
    assert 2 * sum(end - start for start, end in runs) <= len(bags)


def test_a_licence_at_the_end_is_one_run() -> None:
    """With the units between that name no legal term; a mention of one is none."""
    legal = [("licens",), ("quay",)] * 20
    (run,) = licences([("quay",)] * 60 + legal)
    assert run[0] == 60
    assert run[1] >= 60 + len(legal) - 1
    assert list(licences([("quay",)] * 60 + [("licens",)] * 2)) == []


def test_units_that_begin_alike_are_repetitions_of_the_first() -> None:
    """Ten of them, by three words; a number is no word."""
    rows = [("sensor", "7", "read", "ok")] * 10
    assert list(repetitions([("a", "quay", "sank"), *rows])) == list(range(2, 11))
    assert list(repetitions(rows[:9])) == []
    assert list(repetitions([("ok",)] * 20)) == []
