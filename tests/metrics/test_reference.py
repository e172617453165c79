"""Reference scores equal the implementations that papers cite."""

import builtins
import importlib.util
import random

import pytest

from tersely.errors import MissingExtra
from tersely.metrics import ReferenceMetrics
from tersely.metrics.reference import by_line

pytest.importorskip("rouge_score", reason="extra eval is not installed")
pytest.importorskip("sacrebleu", reason="extra eval is not installed")


def pairs(count: int) -> list[tuple[str, str]]:
    """Random English-looking texts of one to four sentences, the second a disturbed copy of the
    first. No sentence is a number alone: "14." before a sentence is the mark of an item.
    """
    rng = random.Random(5)
    vocabulary = [
        "the",
        "visits",
        "rose",
        "costs",
        "higher",
        "reserves",
        "14",
        "1.93",
        "million",
        "branches'",
        "it's",
    ]
    result = []
    for _ in range(count):
        sentences = [
            rng.choices(vocabulary, k=rng.randint(2, 12)) for _ in range(rng.randint(1, 4))
        ]
        other = [
            [rng.choice(vocabulary) if rng.random() < 0.3 else w for w in s] for s in sentences
        ]
        rng.shuffle(other)
        one, two = (
            ". ".join(" ".join(s).capitalize() for s in text) + "." for text in (sentences, other)
        )
        result.append((one, two))
    return result


@pytest.mark.thorough
def test_scores_equal_their_reference_implementations_on_a_thousand_pairs() -> None:
    """ROUGE to 1e-6 and sacrebleu exactly, called as their own documentation does."""
    import sacrebleu
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)
    ours = ReferenceMetrics.suited_to(["plain English"])
    for summary, reference in pairs(1000):
        scores = ours.score(summary, [reference])
        expected = scorer.score(reference.replace(". ", ".\n"), summary.replace(". ", ".\n"))
        assert scores["ROUGE-1"] == pytest.approx(expected["rouge1"].fmeasure, abs=1e-6)
        assert scores["ROUGE-2"] == pytest.approx(expected["rouge2"].fmeasure, abs=1e-6)
        assert scores["ROUGE-Lsum"] == pytest.approx(expected["rougeLsum"].fmeasure, abs=1e-6)
        assert scores["BLEU"] == sacrebleu.sentence_bleu(summary, [reference]).score
        assert scores["chrF"] == sacrebleu.sentence_chrf(summary, [reference]).score


@pytest.mark.parametrize(
    "text",
    ["访问量增长了百分之十四。成本上升。", "訪問者は増えた。", "Посещения выросли.", "ผู้เข้าชมเพิ่มขึ้น"],
)
def test_identical_texts_score_full_marks_in_any_script(text: str) -> None:
    """The Unicode tokenizer is chosen where Google's would lose the text."""
    metrics = ReferenceMetrics.suited_to([text])
    scores = metrics.score(text, [text])
    assert (scores["ROUGE-1"], scores["ROUGE-Lsum"]) == (1.0, 1.0)
    assert scores["BLEU"] == pytest.approx(100)
    assert "Unicode" in metrics.configuration["ROUGE"]


def test_an_accent_does_not_change_the_tokenizer() -> None:
    """One café in an English data set leaves Google's tokenizer, so that figures stay comparable
    with papers.
    """
    text = "The café on the corner of the street is open until ten in the evening."
    assert ReferenceMetrics.suited_to([text]).tokenizer == "google"


def test_the_best_reference_counts() -> None:
    """With several references, ROUGE is that of the nearest one."""
    assert ReferenceMetrics().score("a b c", ["x y z", "a b c"])["ROUGE-1"] == 1.0


def test_meteor_is_scored_offline_and_its_form_is_named() -> None:
    """Without WordNet, equal words and stems match and synonyms do not; the name says so."""
    metrics = ReferenceMetrics()
    name = metrics.meteor_name
    assert name in metrics.configuration
    assert ("WordNet" in metrics.configuration[name]) == metrics.has_synonyms
    same, stems, other = (
        metrics.score(text, ["the cats sat there"])[name]
        for text in ("the cats sat there", "the cat sat there", "a dog ran off")
    )
    assert same >= stems > 0.9 > other


def test_sentences_are_put_on_lines() -> None:
    """ROUGE-Lsum takes lines for sentences; decimals stay whole."""
    assert (
        by_line('It rose 1.5 %. "Good." 上升。好！\n- next')
        == 'It rose 1.5 %.\n"Good."\n上升。\n好！\n- next'
    )


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packages the error holds the install line."""
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "sacrebleu" else builtins.object()
    )
    with pytest.raises(MissingExtra, match="sacrebleu") as caught:
        ReferenceMetrics()
    assert caught.value.hint == 'pip install "tersely[eval]"'
