"""One closed union of events, which every receiver can take apart."""

from __future__ import annotations

import dataclasses
import inspect
from typing import get_args

import pytest

from tersely import events

CLASSES = [
    member
    for _name, member in inspect.getmembers(events, dataclasses.is_dataclass)
    if inspect.isclass(member) and member.__module__ == events.__name__
]


def test_the_union_is_closed() -> None:
    """An event that is not in it would pass the type check of nobody."""
    assert set(get_args(events.Event)) == set(CLASSES)


@pytest.mark.parametrize("event", CLASSES, ids=lambda event: event.__name__)
def test_an_event_says_what_it_belongs_to(event: type) -> None:
    """`run` and `document` come first, and nobody who gets it can change it for the next."""
    assert [field.name for field in dataclasses.fields(event)][:2] == ["run", "document"]
    assert event.__dataclass_params__.frozen  # type: ignore[attr-defined]
