"""A schema is kept, or the run says that it was not."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.engine.schema import check_schema, conforming, fields, misfit, worth_storing
from tersely.errors import UsageError
from tersely.records import Completion, Finish, Request, Usage

TITLED = json.dumps(
    {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def told(text: str, finish: Finish = Finish.COMPLETE) -> Completion:
    """An answer."""
    return Completion(text, Usage(), finish, "scripted")


def conformed(*answers: Completion) -> tuple[Completion, list[Request]]:
    """What is made of the first answer, and the requests for the others."""
    asked: list[Request] = []

    async def again(request: Request, _first: Completion) -> Completion:
        asked.append(request)
        return answers[len(asked)]

    request = Request("m", "Be brief.", "the text", 100, schema=TITLED)
    return asyncio.run(conforming(request, answers[0], again)), asked


@given(JSON)
def test_a_constant_fits_itself_only(value: Any) -> None:
    """Any JSON value fits the schema that names it, and not the one that names another."""
    text = json.dumps(value)
    assert misfit(text, json.dumps({"const": value})) == ""
    assert misfit(text, json.dumps({"const": [value]}))


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    """Whatever a model writes, the verdict is a text and never an exception."""
    assert misfit(text, TITLED)


@given(st.from_regex(r"[A-Z]{9}", fullmatch=True), st.booleans())
def test_the_reason_holds_no_word_of_the_answer(planted: str, as_key: bool) -> None:
    """It goes into the system prompt; the answer may hold what a document planted."""
    schema = json.dumps({"type": "object", "additionalProperties": {"type": "integer"}})
    reason = misfit(json.dumps({planted: "x"} if as_key else {"a": planted}), schema, quoting=False)
    assert "integer" in reason
    assert planted not in reason


@pytest.mark.parametrize("text", ["[" * 100_000, "NaN", '{"title": 3}', "{}", "", "Here it is: {}"])
def test_what_does_not_fit_says_why(text: str) -> None:
    """Deep nests, Python's own constants, wrong types, gaps, prose."""
    assert misfit(text, TITLED)


@pytest.mark.parametrize(
    "schema",
    [
        "{",
        "[]",
        '{"type": "objekt"}',
        '{"pattern": "("}',
        '{"$ref": "https://example.org/other.json"}',
        '{"$ref": "#/$defs/missing"}',
        '{"$schema": []}',
        '{"minimum": NaN}',
    ],
)
def test_a_bad_schema_is_named_before_any_call(schema: str) -> None:
    """Also one that would be fetched from elsewhere: validating sends nothing."""
    with pytest.raises(UsageError) as caught:
        check_schema(schema)
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_a_good_schema_passes() -> None:
    """References inside the file, older drafts, no schema at all."""
    check_schema("")
    check_schema(TITLED)
    check_schema('{"$defs": {"a": {"type": "string"}}, "items": {"$ref": "#/$defs/a"}}')
    check_schema('{"$schema": "http://json-schema.org/draft-07/schema#", "type": "array"}')


def test_a_schema_that_refers_to_itself_for_ever_ends() -> None:
    """It is told as too deep."""
    check_schema('{"$ref": "#"}')
    assert "deep" in misfit("{}", '{"$ref": "#"}')


def test_a_fitting_answer_is_not_asked_for_again_and_loses_its_fence() -> None:
    """One call."""
    answer, asked = conformed(told('```json\n{"title": "A"}\n```'))
    assert (answer.text, answer.finish, asked) == ('{"title": "A"}', Finish.COMPLETE, [])


def test_one_repair_sees_the_text_the_schema_and_what_was_wrong() -> None:
    """The second answer is the one."""
    answer, asked = conformed(told("{}"), told('{"title": "A"}'))
    assert (answer.text, answer.finish) == ('{"title": "A"}', Finish.COMPLETE)
    assert asked[0].user == "the text"
    assert 'breaks the rule required of the schema: ["title"]' in asked[0].system
    assert TITLED in asked[0].system


def test_what_still_does_not_fit_is_invalid_and_not_stored() -> None:
    """Two calls, then the truth; the next run asks again."""
    answer, asked = conformed(told("{}"), told("prose"))
    assert (answer.finish, answer.detail, len(asked)) == (Finish.INVALID, "it is not JSON", 1)
    assert not worth_storing(asked[0], told("prose"))
    assert worth_storing(asked[0], told('{"title": "A"}'))


def test_a_cut_answer_stays_cut() -> None:
    """No repair can tell more than the ending does."""
    answer, asked = conformed(told('{"ti', Finish.LENGTH))
    assert (answer.finish, asked) == (Finish.LENGTH, [])


def test_the_fields_of_a_schema_are_named_with_their_descriptions() -> None:
    """Nested ones, too; each once."""
    schema = {
        "type": "object",
        "properties": {
            "actions": {
                "type": "array",
                "items": {"properties": {"owner": {"description": "who does it"}, "due": {}}},
            },
            "due": True,
            "properties": {"type": "string"},
        },
        "required": ["actions"],
    }
    assert fields(json.dumps(schema)) == "actions; owner (who does it); due; properties"
    assert fields("") == ""
    assert fields("true") == ""
