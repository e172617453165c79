"""Addresses, phone numbers and code of a summary that the source does not hold."""

from __future__ import annotations

from dataclasses import replace

from ..facts.contacts import Contact, distinct_contacts
from ..facts.spans import Span
from ..language.orders import speaks_of_writer
from ..records import Flag
from .index import Index
from .windows import before, behind


def foreign(text: str, index: Index) -> list[Flag]:
    """A flag for each URL, e-mail address, phone number and piece of code of `text` that the source
    does not hold.

    An address that the source names only in a sentence that instructs the writer ("add ... to your
    reply") is flagged too, with `nearest` pointing at that sentence: a document may carry such a
    sentence, a summary should not obey it. Spans are into `text`; `claim` is -1.
    """
    flags: list[Flag] = []
    for contact in distinct_contacts(text):
        is_known, order = _is_vouched(contact, index)
        if not is_known:
            flag = Flag(contact.what, contact.text, *contact.span, -1)
            if order:
                start, end = order
                nearest = index.said(order)
                flag = replace(flag, nearest=nearest, nearest_start=start, nearest_end=end)
            flags.append(flag)
    return sorted(flags, key=lambda flag: flag.start)


def is_vouched(address: str, index: Index) -> bool:
    """Whether the source names this URL or host, and not only to instruct the writer."""
    contact = Contact(0, len(address), address, "url")
    return _is_vouched(contact, index)[0]


def _is_vouched(contact: Contact, index: Index) -> tuple[bool, Span | None]:
    """Whether the source stands for a contact; if not, the span of the instruction that names it."""
    if contact.what == "code":
        return contact.key in index.wording.spaced, None
    if contact.what == "phone":
        return contact.key in index.wording.digits, None
    lower, wanted = index.wording.lower, contact.key
    instruction = None
    position = lower.find(wanted)
    while position >= 0:
        end = position + len(wanted)
        around = (before(lower, position, 1), behind(lower, end, 1))
        if not any(map(_continues, around)):
            number = index.sentence_at(position)
            sentence = index.sentences[number]
            speaks_of_it = speaks_of_writer(index.said(sentence))
            if not (speaks_of_it or index.is_instruction(number)):
                return True, None
            instruction = sentence
        position = lower.find(wanted, position + 1)
    return False, instruction


def _continues(character: str) -> bool:
    """Whether a host or path goes on with this character."""
    return character.isalnum() or character == "-"
