"""Scores against reference summaries, by the implementations that papers use. Extra `eval`.

ROUGE is unstable in the choice of references and says little about the output of language models;
that is why the configuration is always printed beside it.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Sequence
from typing import Any, Literal

from ..errors import MissingExtra
from ..language.sentences import sentences
from ..language.words import UNSPACED, words

ReferenceScores = dict[str, float]
Tokenizer = Literal["google", "unicode"]

_ROUGE = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeLsum": "ROUGE-Lsum"}
_LETTER = re.compile(r"[^\W\d_]")
_ASCII_LETTER = re.compile(r"[A-Za-z]")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_HAN = re.compile("[\u4e00-\u9fff]")


class ReferenceMetrics:
    """ROUGE-1/2/Lsum F (0..1), sentence BLEU and chrF (0..100), METEOR (0..1): with synonyms where
    WordNet is installed, else its stages for equal words and equal stems, under a name of its own.

    `tokenizer` is that of ROUGE: "google" is that of rouge-score (`[a-z0-9]+`, Porter stemmer),
    which loses every other script; "unicode" is ours, unstemmed. One configuration serves a whole
    data set, so that rows are comparable. Several references: ROUGE takes the best by F for each
    type, BLEU, chrF and METEOR as their libraries define it.
    """

    def __init__(self, tokenizer: Tokenizer = "google", bleu_tokenizer: str = "13a") -> None:
        """Raises MissingExtra when rouge-score or sacrebleu is not installed."""
        _require("rouge_score", "sacrebleu")
        from rouge_score.rouge_scorer import RougeScorer
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF

        unicode = _UnicodeTokenizer() if tokenizer == "unicode" else None
        self.tokenizer = tokenizer
        self.bleu_tokenizer = bleu_tokenizer
        self._rouge = RougeScorer(list(_ROUGE), use_stemmer=True, tokenizer=unicode)
        # Sentence BLEU of a short text is 0 without the effective order.
        self._bleu = BLEU(effective_order=True, tokenize=bleu_tokenizer)
        self._chrf = CHRF()
        self.has_synonyms = _wordnet_is_here()

    @classmethod
    def suited_to(cls, texts: Sequence[str]) -> ReferenceMetrics:
        """Google's tokenizer when at least 95 % of the letters are ASCII, else ours; unspaced
        scripts by character.
        """
        sample = "\n".join(text[:2000] for text in texts)
        letters = len(_LETTER.findall(sample)) or 1
        unspaced = len(_UNSPACED.findall(sample))
        bleu_tokenizer = "13a"
        if unspaced > 0.3 * letters:
            bleu_tokenizer = "zh" if len(_HAN.findall(sample)) > 0.95 * unspaced else "char"
        return cls(
            "google" if len(_ASCII_LETTER.findall(sample)) >= 0.95 * letters else "unicode",
            bleu_tokenizer,
        )

    @property
    def meteor_name(self) -> str:
        """METEOR without synonyms is another figure, and has another name."""
        return "METEOR" if self.has_synonyms else "METEOR (exact+stem)"

    @property
    def configuration(self) -> dict[str, str]:
        """What a reader must know to repeat the figures."""
        from importlib.metadata import version

        rouge, sacrebleu = (
            f"rouge-score {version('rouge-score')}",
            f"sacrebleu {version('sacrebleu')}",
        )
        how = (
            "[a-z0-9]+, Porter stemmer"
            if self.tokenizer == "google"
            else "Unicode words, CJK by character, unstemmed"
        )
        nltk = f"nltk {version('nltk')}"
        how_meteor = (
            f"{nltk}, exact, stem and WordNet synonyms"
            if self.has_synonyms
            else f"{nltk}, exact and stem; with synonyms: python -m nltk.downloader wordnet"
        )
        return {
            "ROUGE": f"{rouge}, F, {how}, Lsum by sentence, best reference",
            "BLEU": f"{sacrebleu}, sentence level, effective order, tok:{self.bleu_tokenizer}, smooth:exp",
            "chrF": f"{sacrebleu}, sentence level, chrF2, no word n-grams",
            self.meteor_name: how_meteor,
        }

    def score(self, summary: str, references: Sequence[str]) -> ReferenceScores:
        """All scores of one summary against one or more references."""
        best = self._rouge.score_multi([by_line(text) for text in references], by_line(summary))
        scores = {name: float(best[key].fmeasure) for key, name in _ROUGE.items()}
        scores["BLEU"] = float(self._bleu.sentence_score(summary, list(references)).score)
        scores["chrF"] = float(self._chrf.sentence_score(summary, list(references)).score)
        from nltk.translate.meteor_score import meteor_score

        synonyms = {} if self.has_synonyms else {"wordnet": _NoSynonyms()}
        scores[self.meteor_name] = float(
            meteor_score([words(text) for text in references], words(summary), **synonyms)
        )
        return scores


class _NoSynonyms:
    """A WordNet that knows no word: METEOR then matches equal words and equal stems."""

    def synsets(self, _word: str) -> list[Any]:
        return []


class _UnicodeTokenizer:
    """What rouge-score expects of a tokenizer."""

    def tokenize(self, text: str) -> list[str]:
        return words(text)


def by_line(text: str) -> str:
    """One sentence a line: ROUGE-Lsum takes lines for sentences, and equals plain ROUGE-L on a
    single line.
    """
    return "\n".join(" ".join(text[start:end].split()) for start, end in sentences(text))


def _require(*modules: str) -> None:
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    if missing:
        raise MissingExtra(
            f"reference metrics need {' and '.join(missing).replace('_', '-')}",
            hint='pip install "tersely[eval]"',
        )


def _wordnet_is_here() -> bool:
    wordnet: Any = importlib.import_module("nltk.corpus").wordnet
    try:
        wordnet.ensure_loaded()
    except LookupError:
        return False
    return True
