"""What a reader leaves out reaches the document, the sum of several, and the JSON of the draft."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.naive_reader import held_words, lost_words
from tersely import documents
from tersely.documents.account import Account
from tersely.documents.assembly import assemble, combine
from tersely.documents.draft import Draft, Page


@given(st.lists(st.tuples(st.sampled_from(["page", "chart"]), st.sampled_from(["", "scan"]))))
def test_nothing_that_is_left_gets_lost(left: list[tuple[str, str]]) -> None:
    """One record for each kind and reason; counts, places and shares add up."""
    account = Account()
    for number, (kind, reason) in enumerate(left):
        account.leave(kind, str(number), reason=reason, share=1 / len(left))
    assert sum(part.count for part in account.unread) == len(left)
    assert sum(len(part.places) for part in account.unread) == len(left)
    assert sum(part.share for part in account.unread) == pytest.approx(min(1, len(left)))
    assert len({(part.kind, part.reason) for part in account.unread}) == len(account.unread)


def test_a_draft_keeps_its_account_on_the_way_out_of_the_child() -> None:
    account = Account(collects=True)
    account.leave("page", "2", reason="scanned", share=0.5)
    account.remove("hidden text runs", 2)
    account.attach("annex.txt", "text/plain", b"The annex.")
    draft = account.draft([Page("Text.", "1")], "text/plain", notes=("A note.",))
    assert (draft.removed, draft.unread) == (account.removed, account.unread)
    assert [file.data for file in draft.attachments] == [b"The annex."]
    assert draft.headings
    assert Draft.from_json(draft.to_json()) == draft
    document = assemble(draft, name="a.pdf", source=None)
    assert (document.unread, document.unread_share) == (account.unread, 0.5)
    assert document.removed == (("hidden text runs", 2),)


def test_of_several_documents_the_longer_one_weighs_more() -> None:
    """Half of a document of 30 characters (15 are read) beside one of 90: an eighth."""
    account = Account()
    account.leave("page", "2", share=0.5)
    short = assemble(
        Draft((Page("x" * 15),), "text/plain", unread=account.unread), name="a", source=None
    )
    long = assemble(Draft((Page("y" * 90),), "text/plain"), name="b", source=None)
    both = combine([short, long])
    assert both.unread_share == pytest.approx(0.125)
    assert both.unread[0].places == ("a 2",)


def test_the_naive_reader_sees_what_a_reader_loses() -> None:
    """The check that runs over every file of these tests (conftest) can fail: a text that is cut
    after its first half has lost the words of the second.
    """
    mail = (
        b"Subject: s\nFrom: a@example.org\nTo: b@example.org\n\nThe pier opens. The ferry sails.\n"
    )
    document = documents.read_bytes(mail, name="a.eml")
    assert held_words(mail, "email") == {"the", "pier", "opens", "ferry", "sails"}
    assert lost_words(mail, "email", document) == set()
    cut = replace(document, text=document.text.partition(" The ferry")[0])
    assert lost_words(mail, "email", cut) == {"ferry", "sails"}
