"""`--schema FILE` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wire
from wire import Answer

from .conftest import Run

SCHEMA = {
    "type": "object",
    "properties": {"ships": {"type": "integer"}},
    "required": ["ships"],
    "additionalProperties": False,
}


@pytest.fixture
def schema(tmp_path: Path) -> str:
    """A schema in a file."""
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA))
    return str(path)


def test_an_answer_that_does_not_fit_is_repaired_once(
    tersely: Run, report: str, server: wire.WireServer, schema: str
) -> None:
    """stdout is the JSON, the code 0; the same command again is free."""
    server.script(Answer(text='{"ships": "many"}'), Answer(text='{"ships": 14}'))
    ended = tersely(report, "--schema", schema)
    assert (ended.code, json.loads(ended.out)) == (0, {"ships": 14})
    assert 'properties/ships/type of the schema: "integer"' in server.requests[1].system
    again = tersely(report, "--schema", schema)
    assert (again.code, again.out, len(server.requests)) == (0, ended.out, 2)


def test_an_answer_that_never_fits_is_told_with_code_8(
    tersely: Run, report: str, server: wire.WireServer, schema: str
) -> None:
    """Two calls, the reason on stderr and in the JSON, and the next run asks again."""
    server.reply = lambda _request: Answer(text='{"boats": 1}')
    ended = tersely(report, "--schema", schema)
    assert (ended.code, len(server.requests)) == (8, 2)
    assert "does not fit the schema" in ended.err
    assert ended.out.splitlines()[-1].startswith("[The answer does not fit the schema: $")
    found = json.loads(tersely(report, "--schema", schema, "--json").out)
    assert found["status"] == "invalid"
    assert len(server.requests) == 3


@pytest.mark.parametrize("text", ["{", '{"type": "objekt"}', '{"$ref": "https://example.org/a"}'])
def test_a_bad_schema_file_costs_nothing(
    tersely: Run, report: str, server: wire.WireServer, schema: str, text: str
) -> None:
    """Code 2 before any call."""
    Path(schema).write_text(text)
    ended = tersely(report, "--schema", schema)
    assert (ended.code, ended.out, server.requests) == (2, "", [])
    assert "schema" in ended.err


def test_without_a_model_there_is_no_json(tersely: Run, report: str, schema: str) -> None:
    """The extractive engine does not pretend."""
    ended = tersely(report, "--schema", schema)
    assert (ended.code, ended.out) == (2, "")
