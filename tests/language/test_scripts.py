"""Scripts: which writing system a text is mostly in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.language import scripts
from tersely.language.scripts import dominant_script

TEXTS = {
    "latin": "Over the years the reserve has been drawn down, and now it covers eleven weeks (not twenty).",
    "accented": "Przez lata rezerwa się zmniejszała i dziś pokrywa jedenaście tygodni bieżących kosztów.",
    "code": "for (int i = 0; i < n; i++) {\n    total += rows[i].cost;\n}\nreturn total;\n",
    "cjk": "準備金は年々取り崩され、今では十一週間分しかない。",
    "cyrillic": "За эти годы резерв сократился и теперь покрывает одиннадцать недель.",
    "greek": "Με τα χρόνια το αποθεματικό μειώθηκε και τώρα καλύπτει έντεκα εβδομάδες.",
    "arabic": "انخفض الاحتياطي على مر السنين وهو يغطي الآن أحد عشر أسبوعا.",
    "indic": "वर्षों में भंडार घट गया है और अब केवल ग्यारह सप्ताह के लिए पर्याप्त है।",
    "other": "პირველი თავი მოგვითხრობს ბიბლიოთეკის შესახებ და მის მკითხველებზე.",
}


@given(st.text())
def test_any_text_has_a_script(text: str) -> None:
    """Every text, the empty one included, gets one of the nine names."""
    assert dominant_script(text) in TEXTS


@pytest.mark.parametrize("name", TEXTS)
def test_script_does_not_depend_on_length(name: str) -> None:
    """A text repeated a thousand times is in the same script."""
    assert dominant_script(TEXTS[name]) == dominant_script(TEXTS[name] * 1000) == name


def test_only_a_bounded_sample_is_looked_at() -> None:
    """A hundred megabytes are sampled like a few kilobytes."""
    assert len(scripts._sample("x" * 10**8)) <= 4096


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "other"),
        ("1234 5678", "other"),
        ("Thư viện đã mua bốn mươi hai tập bản đồ mới", "accented"),
        ("Die Bücherei kaufte für alle Filialen neue Atlanten", "latin"),
        ("הספרייה", "arabic"),
        ("ห้องสมุด", "indic"),
        ("도서관", "cjk"),
    ],
)
def test_examples(text: str, script: str) -> None:
    """Neighbouring scripts are counted with the one whose tokens they resemble."""
    assert dominant_script(text) == script
