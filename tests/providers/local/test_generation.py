"""One answer, token by token: where it ends, and what may go wrong while it grows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import gguf_models
from providers.local.asking import FOX, SCHEMA, TEXT, adapter, answer, ask
from tersely.errors import ConnectionFailed, UsageError
from tersely.provider import Timeouts
from tersely.records import Finish, Sampling

pytestmark = pytest.mark.local


def test_a_character_that_never_ends_is_cut_by_the_limit(tmp_path: Path) -> None:
    """A model that repeats the first byte of a character stops at the cap, with replacement marks."""
    path = tmp_path / "bytes.gguf"
    gguf_models.write(path, "random", only_byte=0xC3)
    done = answer(adapter(path), ask(limit=30, sampling=Sampling(temperature=0.0)))
    assert (done.finish, done.usage.output_tokens) == (Finish.LENGTH, 30)
    assert set(done.text) == {"\ufffd"}


@pytest.mark.parametrize(
    "schema",
    [
        "{",
        "[]",
        '{"type": "strin"}',
        '{"$ref": "https://example.org/schema.json"}',
        '{"type": "string", "pattern": "^a{1000000000}$"}',
        '{"type": "array", "items": {"type": "string"}, "minItems": 1000000000}',
        '{"type": "string", "pattern": "(("}',
        '{"enum": []}',
        '{"anyOf": ' * 2000 + "{}" + "}" * 2000,
    ],
)
def test_bad_schema_is_a_usage_error(models: Path, schema: str) -> None:
    """A schema that cannot be used is refused, and the model still answers afterwards."""
    model = adapter(models / "lead.gguf")
    with pytest.raises(UsageError):
        answer(model, ask(schema=schema))
    assert answer(model, ask()).text == FOX


@pytest.mark.parametrize("schema", [None, json.dumps(SCHEMA)])
def test_damaged_weights_are_empty_not_noise(tmp_path: Path, schema: str | None) -> None:
    """Weights that are no numbers give EMPTY with a reason, under a grammar too."""
    path = gguf_models.write(tmp_path / "nan.gguf", "random", tensor_type="F16", fill=float("nan"))
    done = answer(adapter(path), ask(schema=schema))
    assert (done.text, done.finish) == ("", Finish.EMPTY)
    assert "damaged" in done.detail


def test_timeout(models: Path) -> None:
    """A call that takes too long ends with an error that is not retried, and the next one works."""
    late = adapter(models / "copy.gguf", timeouts=Timeouts(call_s=0.0))
    with pytest.raises(ConnectionFailed, match="did not finish within 0 s") as caught:
        answer(late, ask())
    assert not caught.value.retryable
    assert answer(adapter(models / "copy.gguf"), ask()).text == TEXT


SENTENCES = ("The quick brown fox jumps. ", "The lazy dog is brown. ", "In the alpha was a beta. ")


@pytest.mark.parametrize(("enough", "sentences"), [(4, 1), (6, 2), (0, 3)])
def test_an_answer_is_ended_when_it_has_enough_words(
    models: Path, enough: int, sentences: int
) -> None:
    """After a whole sentence, as complete, and it says that it was ended here."""
    text = "".join(SENTENCES).strip()
    done = answer(adapter(models / "copy.gguf"), ask(text, enough_words=enough))
    assert done.text.strip() == "".join(SENTENCES[:sentences]).strip()
    assert (done.finish, done.enough) == (Finish.COMPLETE, sentences < 3)
    assert not done.usage.estimated
