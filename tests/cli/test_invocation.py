"""A command line, resolved: what was typed is what is set, and a slip is no wish for the default."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from tersely.cli.invocation import _NAMES, Invocation, text_of
from tersely.cli.options import CommonOptions
from tersely.config import SETTING_ALIASES, Settings
from tersely.errors import InputError, UsageError
from tersely.redaction import redact

CANARY = "canary-0123456789"
CLEAR = typer.main.get_command(typer.Typer(callback=lambda: None, invoke_without_command=True))


def invocation(**given: Any) -> Invocation:
    """Of a command line with these shared options."""
    context = typer.Context(CLEAR, obj=CommonOptions(**given))
    return Invocation.of(context)


def test_without_options_all_is_as_it_is_set() -> None:
    """Nothing is asked for, and nothing is overridden."""
    plain = invocation()
    assert plain.settings == Settings()
    assert (plain.dry_run, plain.json, plain.quiet, plain.verbose) == (False, False, False, 0)
    assert (plain.models, plain.styles) == ((), ())


def test_every_option_is_a_setting_or_a_way_to_talk() -> None:
    """None is left unheard."""
    talk = {"dry_run", "json", "quiet", "verbose", "models", "styles"}
    read = {"ocr", "vision", "assign", "no_cache", "env_file", "api_key_file", "schema"}
    names = {SETTING_ALIASES.get(f.name, f.name) for f in fields(CommonOptions)}
    assert names - talk - read <= set(Settings.model_fields)


@given(st.floats(0, 2), st.integers(0, 10**6), st.integers(0, 9))
def test_a_nought_is_a_choice(temperature: float, max_cost: int, verbose: int) -> None:
    """It is no option that was left out."""
    given = invocation(temperature=temperature, max_cost=float(max_cost), verbose=verbose)
    assert given.settings.temperature == temperature
    assert given.settings.max_cost_usd == max_cost
    assert given.settings.max_cost_explicit
    assert given.verbose == verbose


@pytest.mark.parametrize("name", sorted(set(_NAMES) & {f.name for f in fields(CommonOptions)}))
def test_an_empty_name_is_a_slip(name: str) -> None:
    """As of a variable that is not set: -m "$MODEL"."""
    with pytest.raises(UsageError, match=f"The value of --{name.replace('_', '-')} is empty"):
        invocation(**{name: ""})


def test_assignments_lie_above_options_and_name_what_is_wrong() -> None:
    """The last one counts."""
    given = invocation(length="short", assign=["length=long", "retries=1", "retries=2"])
    assert (given.settings.length, given.settings.retries) == ("long", 2)
    with pytest.raises(UsageError, match="lenght"):
        invocation(assign=["lenght=long"])
    with pytest.raises(UsageError):
        invocation(assign=["length"])


@pytest.mark.parametrize(
    ("given", "ocr", "cache"),
    [
        ({}, "auto", True),
        ({"ocr": True}, "on", True),
        ({"ocr": False}, "off", True),
        ({"vision": True}, "vision", True),
        ({"ocr": True, "vision": True}, "vision", True),
        ({"no_cache": True}, "auto", False),
    ],
)
def test_switches_set_their_setting(given: dict[str, bool], ocr: str, cache: bool) -> None:
    """--no-ocr is another thing than no --ocr."""
    settings = invocation(**given).settings
    assert (settings.ocr, settings.cache) == (ocr, cache)


def test_no_page_leaves_where_recognition_is_left_out() -> None:
    """--no-ocr beside --vision sent page images all the same."""
    with pytest.raises(UsageError, match="exclude each other"):
        invocation(ocr=False, vision=True)


def test_an_instruction_may_stand_in_a_file(tmp_path: Path) -> None:
    """After @; a schema always does."""
    (tmp_path / "prompt.txt").write_text(" Be brief.\n")
    (tmp_path / "schema.json").write_text('{"type": "object"}')
    settings = invocation(
        prompt=f"@{tmp_path / 'prompt.txt'}", schema=str(tmp_path / "schema.json")
    ).settings
    assert (settings.prompt, settings.schema_text) == ("Be brief.", '{"type": "object"}')
    assert invocation(prompt="Write to a@b.").settings.prompt == "Write to a@b."


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (None, InputError, "cannot be read"),
        (b"caf\xe9", InputError, "cannot be read"),
        (b" \n", UsageError, "is empty"),
    ],
)
def test_a_file_of_an_option_is_named_with_what_is_wrong(
    tmp_path: Path, content: bytes | None, kind: type[Exception], words: str
) -> None:
    """And with its option."""
    path = tmp_path / "a.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(kind, match=f"a.txt of --prompt {words}"):
        text_of(str(path), "--prompt")


def test_a_value_that_is_not_utf8_is_refused_before_it_is_sent() -> None:
    """Half a surrogate stands for such a byte."""
    with pytest.raises(UsageError, match="The value of focus is not UTF-8"):
        invocation(focus="caf\udce9")


def test_keys_are_masked_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the environment, of --env-file, of --api-key-file, of an object store: in no text
    that is printed and in no repr.
    """
    secrets = [f"{CANARY}-{number}" for number in range(4)]
    monkeypatch.setenv("ACME_API_KEY", secrets[0])
    monkeypatch.setenv("AWS_SESSION_TOKEN", secrets[1])
    (tmp_path / ".env").write_text(f"OTHER_API_KEY={secrets[2]}\n")
    (tmp_path / "key").write_text(f"{secrets[3]}\n")
    given = invocation(env_file=str(tmp_path / ".env"), api_key_file=str(tmp_path / "key"))
    assert CANARY not in redact(" ".join(secrets))
    assert CANARY not in repr(given)
    assert given.settings.api_key
    assert given.settings.api_key.get_secret_value() == secrets[3]
