"""What becomes of a call that was heard: a Completion, or an error with its bill."""

from __future__ import annotations

import pytest

from tersely.errors import ContextTooLong, PromptTruncated, ServerFailed
from tersely.provider import Endpoint
from tersely.providers._chat import ChatReader
from tersely.providers._outcome import Heard, Outcome, judged
from tersely.providers._usage import Counted
from tersely.records import Finish, Request, Usage

REQUEST = Request("asked", "", "word " * 4_000, 500, input_tokens=4_000)


def heard(text: str, word: str = "stop", usage: Counted | None = None, model: str = "m") -> Heard:
    """One answer that came."""
    call = Heard(ChatReader(word=word, usage=usage, model=model, heard=True))
    call.raw.append(text)
    call.text.append(text)
    return call


def outcome() -> Outcome:
    """Of one adapter."""
    return Outcome(Endpoint("vllm", "asked"))


@pytest.mark.parametrize(
    ("finish", "text", "usage", "reasoned", "expected"),
    [
        (Finish.COMPLETE, "Yes.", Usage(10, 2), False, Finish.COMPLETE),
        (Finish.COMPLETE, " ", Usage(10, 2), False, Finish.EMPTY),
        (Finish.COMPLETE, "", Usage(10, 2), True, Finish.REASONING_ONLY),
        (Finish.LENGTH, "", Usage(10, 500, reasoning_tokens=500), False, Finish.REASONING_ONLY),
        (Finish.LENGTH, "Yes", Usage(3900, 500), False, Finish.LENGTH),
        (Finish.LENGTH, "Yes", Usage(3974, 122), False, Finish.CONTEXT_FULL),
        (Finish.LENGTH, "Yes", Usage(4000, 20, estimated=True), False, Finish.CONTEXT_FULL),
        (Finish.LENGTH, "Yes", Usage(4000, 20, estimated=True), True, Finish.LENGTH),
        (Finish.LENGTH, "Yes", Usage(4000, 400, estimated=True), False, Finish.LENGTH),
        (Finish.REFUSED, "", Usage(10, 2), False, Finish.REFUSED),
    ],
)
def test_how_an_answer_ended(
    finish: Finish, text: str, usage: Usage, reasoned: bool, expected: Finish
) -> None:
    """Without text it is never complete; a limit met while thinking, or by the window, is told as
    such, and nothing is told of a window where reasoning was not counted.
    """
    assert judged(finish, text, usage, REQUEST, reasoned=reasoned) is expected


def test_which_model_answered() -> None:
    """The name that the service says, or the one that was asked where it has only one model."""
    said = outcome()
    assert said.completion(REQUEST, heard("Yes.", model="other")).model == "other"
    said.one_model = True
    assert said.completion(REQUEST, heard("Yes.", model="/models/other.gguf")).model == "asked"


def test_a_prompt_that_was_cut_is_an_error_with_its_bill() -> None:
    """Its window is kept: nothing that is longer is sent again."""
    said = outcome()
    with pytest.raises(PromptTruncated) as caught:
        said.completion(REQUEST, heard("Yes.", usage=Counted(1_024, 3)))
    assert caught.value.lost == (Usage(1_024, 3),)
    assert said.least_window(None) == said.least_window(8_192) == 1_024
    with pytest.raises(ContextTooLong):
        said.check_window(REQUEST)


def test_a_round_number_leaves_a_doubt() -> None:
    """The answer stands, and is not one to be stored."""
    assert outcome().completion(REQUEST, heard("Yes.", usage=Counted(3_000, 3))).perhaps_cut
    assert not outcome().completion(REQUEST, heard("Yes.", usage=Counted(3_001, 3))).perhaps_cut


def test_remarks_are_told_once() -> None:
    """With the next answer, and with that alone."""
    said = outcome()
    said.remarks.append("Asked without an effort.")
    assert said.completion(REQUEST, heard("Yes.")).remarks == ("Asked without an effort.",)
    assert said.completion(REQUEST, heard("Yes.")).remarks == ()


def test_an_error_has_the_text_and_the_bill() -> None:
    """Of a service that had begun to answer."""
    error = ServerFailed("down", provider="vllm")
    assert outcome().accounted(error, REQUEST, heard("Half", usage=Counted(4_000, 2))) is error
    assert (error.partial_text, error.lost) == ("Half", (Usage(4_000, 2),))
    refused = ContextTooLong("too long", provider="vllm")
    refused.window_tokens = 2_048
    said = outcome()
    said.accounted(refused, REQUEST, Heard(ChatReader()))
    assert refused.lost == ()
    assert said.least_window(None) == 2_048
