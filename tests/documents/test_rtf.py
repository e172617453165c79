"""RTF: running text, tables, notes, signs of symbol fonts, formulas; what is no text is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely import documents
from tersely.documents import rtf
from tersely.documents.rtftokens import tokens_of
from tersely.records import Document

FONTS = (
    rb"{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS Mincho;}"
    rb"{\f3\fnil\fcharset2{\*\panose 05}Symbol;}{\f4\fcharset2 Wingdings;}}"
)


def read(body: bytes, head: bytes = FONTS) -> Document:
    return documents.read_bytes(
        rb"{\rtf1\ansi\ansicpg1252\uc1" + head + body + rb"\par}", name="a.rtf"
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"Gr\'fc\'dfe", "Grüße"),
        (rb"{\f1 \'cc\'ee\'f0\'e5}", "Море"),
        (rb"{\f2 \'93\'8c\'8b\'9e}", "東京"),
        (rb"\u26481 \'3f\u20140 ?", "東京"),
        (rb"\uc2\u8364 ab5\uc0\u8364 c", "€5€c"),
        (rb"\u-10179 ?\u-8704 ?", "\U0001f600"),
        (rb"Angle {\f3 \'61} < {\f3\'70}", "Angle α < π"),
        (rb"{\f4\'fe} agreed", "☑ agreed"),
        (rb"a\~b\_c\-d\tab e", "a b-cd\te"),
        (rb"\ldblquote so\rdblquote \emdash \lquote it\rquote", "“so”—‘it’"),
        (rb"10{\super 3} m{\sub 2}", "10³ m2"),
        (rb"{\field{\*\fldinst HYPERLINK \"x\"}{\fldrslt the plan}}", "the plan"),
        (rb"{\*\unknown secret}{\info{\title No}}shown", "shown"),
        (rb"{\upr{old}{\*\ud{new}}}", "new"),
        (
            rb"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt In a box.\par}}{\shprslt twice}}",
            "In a box.",
        ),
        (rb"a\bin4 \{}xb", "ab"),
        (b"one\r\ntwo", "onetwo"),
    ],
)
def test_the_text_of_a_paragraph(body: bytes, text: str) -> None:
    assert read(body).text == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (rb"{\mr E=m}{\msSup{\me{\mr c}}{\msup{\mr 2}}}", "E=mc²"),
        (rb"{\mf{\mfPr}{\mnum{\mr a+b}}{\mden{\mr 2}}}", "(a+b)/2"),
        (rb"{\mrad{\mdeg}{\me{\mr x}}}", "√x"),
        (rb"{\mnary{\mnaryPr{\mchr \u8721 ?}}{\msub{\mr i}}{\msup{\mr n}}{\me{\mr i}}}", "∑_iⁿ i"),
        (rb"{\md{\mdPr{\mbegChr [}{\mendChr ]}}{\me{\mr x}}}", "[x]"),
    ],
)
def test_formulas_are_those_of_word(formula: bytes, text: str) -> None:
    """Their elements are the same; the picture for old programs is not read beside them."""
    body = rb"Yield {\mmath{\*\moMath" + formula + rb"}}{\nonshppict picture}."
    assert read(body).text.replace("  ", " ") == f"Yield {text} ."


@pytest.mark.parametrize("page", [b"0", b"99999", b"1250"])
def test_a_code_page_that_is_none(page: bytes) -> None:
    """0 stands for "the usual one"; what Python does not know is no reason to call a file damaged."""
    document = documents.read_bytes(rb"{\rtf1\ansi\ansicpg" + page + rb" caf\'e9}", name="a.rtf")
    assert document.text == "café"


def test_tables_and_tables_in_cells() -> None:
    row = rb"\trowd\cellx100\cellx200\pard\intbl A\par more\cell B\cell\row"
    nested = (
        rb"\trowd\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\nestrow}"
        rb"{\nonesttables\par}\pard\intbl\itap1 C\cell D\cell\row"
    )
    document = read(rb"Before\par" + row + nested + rb"\pard After")
    assert document.text == ("Before\n\n| A more | B |\n| --- | --- |\n| x, y C | D |\n\nAfter")


def test_pictures_and_objects_are_named() -> None:
    """Each once, though old programs are given a second picture."""
    body = (
        rb"See {\*\shppict{\pict\pngblip 89504e47}}{\nonshppict{\pict\wmetafile8 0100}} and "
        rb"{\object\objemb{\*\objdata 0105}{\result{\pict 00}}}."
    )
    document = read(body)
    assert [str(part) for part in document.unread] == ["1 picture", "1 embedded object"]
    assert " ".join(document.text.split()) == "See and ."


def test_heads_and_feet_stand_once_and_numbers_of_pages_never() -> None:
    body = (
        rb"{\header\pard Not approved\par}{\headerl\pard Not approved\par}{\footer\pard Page {\chpgn}\par}"
        rb"{\footerf\pard Valid until May\par}Text."
    )
    assert read(body).text == "[Header] Not approved\n\nText.\n\n[Footer] Valid until May"


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Braces without a partner, words without a group, numbers of ten digits."""
    draft = rtf.read(b"{\\rtf1" + data, name="a.rtf", charset=None, limits=documents.Limits())
    assert len(draft.pages) == 1


@given(st.text(alphabet="{}\\ab1-'*\n u", max_size=200))
def test_signs_of_rtf_do_not_break_it_either(text: str) -> None:
    data = text.encode()
    draft = rtf.read(b"{\\rtf1" + data, name="a.rtf", charset=None, limits=documents.Limits())
    assert len(draft.pages) == 1
    assert sum(token.kind == "text" for token in tokens_of(data)) <= len(data)


@pytest.mark.parametrize(
    ("field", "sign"),
    [
        (rb"\fftype1\ffres1\ffdefres0", "☒"),
        (rb"\fftype1\ffres0\ffdefres1", "☐"),
        (rb"\fftype1\ffres25\ffdefres1", "☒"),
        (rb"\fftype1\ffres25\ffhps20", "☐"),
        (rb"\fftype0\fftypetxt0", ""),
    ],
)
def test_check_boxes(field: bytes, sign: str) -> None:
    """The state stands in the description of the field, the text of which is none."""
    box = (
        rb"{\field{\*\fldinst {FORMCHECKBOX }{\*\formfield{"
        + field
        + rb"{\*\ffname Box}}}}{\fldrslt }}"
    )
    assert read(b"Approved: " + box + b" by the council").text.split() == [
        word for word in ("Approved:", sign, "by", "the", "council") if word
    ]


@pytest.mark.parametrize(
    ("instruction", "sign"),
    [
        (rb'SYMBOL 97 \\f "Symbol" \\s 12', "α"),
        (rb"{ SYMBOL 254 \\f Wingdings }", "☑"),
        (rb"SYMBOL 0xFE \\f Wingdings", "☑"),
        (rb"SYMBOL 8364 \\u", "€"),
        (rb"HYPERLINK x", ""),
        (rb"SYMBOL 999999", ""),
    ],
)
def test_signs_that_are_fields(instruction: bytes, sign: str) -> None:
    """Their place in a font stands in the instruction, and the result is empty."""
    field = rb"{\field{\*\fldinst " + instruction + rb"}{\fldrslt\f1\fs24}}"
    text = read(b"Angle " + field + b" is right.").text
    assert text.split() == [word for word in ("Angle", sign, "is", "right.") if word]
