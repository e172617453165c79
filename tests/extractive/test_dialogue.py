"""Transcripts: who speaks, and what is said without noises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.extractive import Target, extract, render
from tersely.extractive.candidates import units
from tersely.extractive.dialogue import fluency, speakers, without_address, without_noises
from tersely.extractive.form import Form
from tersely.extractive.rules import Grade
from tersely.language.words import words

MEETING = """\
ANNA: The noise at the station {vocalsound} is worse than in June. We should close the hall at eight o'clock.
BEN: Mm. Um um the the noise comes from the the uh trains, I um think.
ANNA: The trains run until ten, and the hall needs new windows.
BEN: [laughter] New windows for the hall cost forty thousand euros. The city pays half of that.
"""


def bullets(text: str, count: int) -> list[str]:
    return render(text, extract(text, Target("sentences", count))).splitlines()


@pytest.mark.parametrize("count", range(1, 7))
def test_every_sentence_of_a_dialogue_names_its_speaker_once(count: int) -> None:
    """Also the second sentence of a turn says who speaks; noises are gone, words stay."""
    chosen = bullets(MEETING, count)
    assert len(chosen) == count
    for bullet in chosen:
        assert bullet.startswith(("- ANNA: ", "- BEN: "))
        assert bullet.count("ANNA:") + bullet.count("BEN:") == 1
        assert "vocalsound" not in bullet
        assert "laughter" not in bullet
        assert " ".join(bullet.split(": ", 1)[1].split()[-3:]) in MEETING


def test_a_stammered_turn_is_the_last_choice() -> None:
    """Fillers and words said twice hold a sentence back."""
    assert not any("trains, I" in bullet for bullet in bullets(MEETING, 5))


def test_speakers_count_towards_a_length_in_words() -> None:
    """What is printed is what was counted."""
    text = MEETING.replace("BEN", "The deputy mayor of Lindmouth")
    for wanted in range(20, 50, 5):
        total = len(" ".join(bullets(text, 9)).split())
        chosen = render(text, extract(text, Target("words", wanted)))
        assert abs(len(chosen.replace("- ", "").split()) - wanted) < 12 < total


def test_a_note_is_no_speaker() -> None:
    """One label, or labels that come once, make no dialogue; the words stay as they are."""
    assert speakers(["Note", "Warning", "", ""]) == frozenset()
    assert speakers(["Note", "Note", "Summary"]) == frozenset()
    assert speakers(["Anna", "Ben", "Anna", "Ben", "Note"]) == {"Anna", "Ben"}
    assert speakers(["Anna", "Ben", "Anna", "Ben", "Eve Lind"]) == {"Anna", "Ben", "Eve Lind"}
    assert bullets("Note: The hall is closed in May. It opens in June.", 1) == [
        "- Note: The hall is closed in May."
    ]


DEBATE = """\
The Chair (Mr. Otto Lind (Moor East, Lib.)): Mr. Nater has the floor.
Mr. John Nater (Perth\u2014Wellington, CPC): Mr. Chair, the ferry loses two million a year. The crews wait for wages.
The Chair: Thank you. The minister has one minute to answer.
Hon. Harjit S. Sajjan (Minister of Ferries, Harbours and the Coast Guard): Madam Chair, the crews were paid in May.
Mr. John Nater: Mr. Chair, the wages of June are open. The union will strike on Friday.
Mr. Chris d'Entremont (West Nova, CPC): The islands need a second ferry. The old one leaks badly.
The Chair: That was the last question of this session.
"""


def test_a_speaker_is_the_same_with_and_without_an_office() -> None:
    """Who speaks once is named too, and nobody's words are given to the speaker before."""
    assert bullets(DEBATE, 11) == [
        "- The Chair: Mr. Nater has the floor.",
        "- Mr. John Nater: Mr. Chair, the ferry loses two million a year.",
        "- Mr. John Nater: The crews wait for wages.",
        "- The Chair: Thank you.",
        "- The Chair: The minister has one minute to answer.",
        "- Hon. Harjit S. Sajjan: Madam Chair, the crews were paid in May.",
        "- Mr. John Nater: Mr. Chair, the wages of June are open.",
        "- Mr. John Nater: The union will strike on Friday.",
        "- Mr. Chris d'Entremont: The islands need a second ferry.",
        "- Mr. Chris d'Entremont: The old one leaks badly.",
        "- The Chair: That was the last question of this session.",
    ]


def test_a_debate_in_small_letters_has_the_same_speakers() -> None:
    """Each sentence stands behind the label that it has with capitals."""
    lowered = [bullet.lower() for bullet in bullets(DEBATE, 11)]
    assert [bullet.lower() for bullet in bullets(DEBATE.lower(), 11)] == lowered


@pytest.mark.parametrize("speech", ["where you press the knob again.", "because it sticks a lot."])
def test_what_goes_on_with_another_speaker_dangles_in_small_letters(speech: str) -> None:
    """Where all letters are small its first word tells it."""
    text = f"{MEETING}ANNA: {speech}\nBEN: The knob of the door is loose.\n".lower()
    graded = {text[unit.start : unit.end]: unit.grade for unit in units(text)}
    assert graded[speech] == Grade.DANGLING
    assert graded["the knob of the door is loose."] == Grade.READABLE


def test_where_begins_a_sentence_of_its_own_in_prose() -> None:
    """In small letters, too."""
    text = "where the quay was stood a mill. the mill is closed. it burned. the town sold it."
    first = units(text)[0]
    assert (first.start, first.grade) == (0, Grade.READABLE)


@pytest.mark.parametrize(
    ("speech", "kept"),
    [
        ("Mr. Chair, the crews wait.", "the crews wait."),
        ("Madam Speaker, the crews wait.", "the crews wait."),
        ("Ms. Van Bynen, the crews wait.", "the crews wait."),
        ("mr.chair, the crews wait.", "the crews wait."),
        ("Mr. Moor said that, as we know, it is.", "Mr. Moor said that, as we know, it is."),
        ("Drinks, the crews say, are free.", "Drinks, the crews say, are free."),
    ],
)
def test_an_address_is_no_matter(speech: str, kept: str) -> None:
    """A title with a name of up to three words and a comma."""
    assert without_address(speech) == kept


@pytest.mark.parametrize(
    ("speech", "kept"),
    [
        ("We {disfmarker} go {non vocal} now.", "We go now."),
        ("We [laughter] go (inaudible 00:12) now.", "We go now."),
        ("Wir gehen (lacht) jetzt. [Beifall]", "Wir gehen jetzt."),
        ("We asked [them] to (finally) go [12].", "We asked [them] to (finally) go [12]."),
    ],
)
def test_noises_go_and_insertions_stay(speech: str, kept: str) -> None:
    """Only what the transcriber heard is taken out, not what an editor put in."""
    assert without_noises(speech) == kept


def spoken(text: str) -> Form:
    return Form(text, text, words(text), (), "turn", spoken=True)


@given(st.text(max_size=200))
def test_fluency_is_a_share(text: str) -> None:
    """Between a half and one, one for words that are neither fillers nor begun twice."""
    assert 0.5 <= fluency(spoken(text)) <= 1
    assert fluency(spoken("new windows cost money")) == 1
    assert fluency(spoken("the the ki kind")) == 0.5
