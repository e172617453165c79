"""Speech in files of text, JSON and tables: exported chats and transcripts."""

from __future__ import annotations

from .chats import read_chat
from .chats_json import read_chat_json
from .discord import discord_table
from .draft import Draft
from .transcripts import read_transcript

_TEXT_SUFFIXES = ("", ".txt", ".text", ".log")  # a program may well print what looks like a chat
_JSON_SUFFIXES = ("", ".json", ".json3")
_TABLE_SUFFIXES = ("", ".csv", ".txt")


def read_speech(text: str, suffix: str, notes: tuple[str, ...] = ()) -> Draft | None:
    """What is said in a file with that ending of its name; None for what is no speech."""
    speech: Draft | None = None
    if suffix in _TEXT_SUFFIXES:
        speech = read_chat(text, notes)
    if not speech and suffix in _JSON_SUFFIXES:
        speech = read_chat_json(text, notes) or read_transcript(text, notes)
    if not speech and suffix in _TABLE_SUFFIXES:
        speech = discord_table(text, notes)
    return speech
