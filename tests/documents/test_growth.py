"""The work of readers and of the extractive engine grows with the text and no faster, whatever run
of signs a file consists of. Steps are counted, not seconds; the patterns themselves are tried in
test_patterns.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import pytest

from tersely import summarize
from tersely.documents import Limits
from tersely.documents.formats import FORMATS
from tersely.errors import InputError

pytestmark = pytest.mark.thorough

LIMITS = Limits()
# A file of one run: what stands before, what is repeated, what stands behind.
RUNS = {
    "html": [
        ("<p>", "<b>", ""),
        ("<table><tr>", "<td>1", ""),
        ("<table>", "<tr><td>", ""),
        ("<p ", 'a="1" ', ">x</p>"),
        ("<style>", "a{b:c} ", "</style><p>It is read."),
        ("<style>", "a b>c,", "</style><p>It is read."),
        ("<style>", "x", "</style><p>It is read."),
        ("<ul>", "<li>x<ul>", ""),
        ("<p>", "&#1", ""),
        ("<p>", "<!-- ", ""),
        ("", "<p hidden>x", ""),
        ("", '<a href="#x">y</a> ', ""),
        ("<ruby>", "a<rt>b", ""),
        ("", '<div class="chatlog__message-group"><div class="chatlog__message-container">x', ""),
        ("", '<div class="chatlog__message-group"><i class="chatlog__author">x</i></div>', ""),
        ("", '<div class="message default clearfix"><b class="from_name">x</b>', ""),
        ("<div>", '<div class="a"><p>one two three</p></div>', ""),
    ],
    "vtt": [
        ("WEBVTT\n\n", "00:01.000 --> 00:02.000\nAnn: x\n\n", ""),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "<v ", ""),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "<v A>b ", ""),
        ("WEBVTT\n\n", "NOTE x\n\n", "00:01.000 --> 00:02.000\nx"),
        ("WEBVTT\n\n", "00:01.000 --> ", "\n"),
    ],
    "srt": [
        ("", "1\n00:00:01,000 --> 00:00:02,000\nsame words\n\n", ""),
        ("1\n00:00:01,000 --> 00:00:02,000\n", "{\\an8}", ""),
    ],
    "rtf": [
        (r"{\rtf1 ", "{", ""),
        (r"{\rtf1 ", r"\b x", "}"),
        (r"{\rtf1{\stylesheet", r"{\s1\outlinelevel1 a;}", "}x}"),
        (r"{\rtf1 ", r"\u-1?", "}"),
        (r"{\rtf1 ", r"\cell ", "}"),
    ],
    "eml": [
        ("Subject: x\n", "To: a@b.c\n", "\nhello"),
        ("Subject: ", "=?utf-8?q?x?= ", "\n\nhello"),
        ("Subject: x\n\n", "> ", "x"),
        ("Subject: x\n\n", "> quoted\n", "x"),
        ("Subject: x\n\n", "On Monday Ann wrote:\n", "x"),
        ("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n", "--x\n\na\n", "--x--"),
    ],
    "csv": [("", ",", "\n1"), ("", '"a', "\n"), ("a,b\n", "1,2\n", "")],
    "ipynb": [('{"cells":[', '{"cell_type":"markdown","source":["x"]},', '{}],"nbformat":4}')],
    "smi": [
        ("<SAMI><BODY>", "<SYNC Start=1><P>x", ""),
        ("<SAMI>", "<!--", ""),
        ("<SAMI><BODY><SYNC Start=1>", "<P ID=Source>x", ""),
    ],
    "lrc": [("", "[00:01.00]", "x"), ("", "[00:01.00]x\n", ""), ("[00:01.00]", "<00:01.00>", "x")],
    "sub": [("[INFORMATION]\n", "[TITLE]x\n", ""), ("", "{0}{1}x\n", "")],
    "fb2": [
        ("<FictionBook><body>", "<section>", ""),
        ("<FictionBook><body>", "<p>x</p>", ""),
        ("<FictionBook><body>", "<title><p>x</p>", ""),
        ("<book><para>", "<footnote>x", ""),
    ],
    "opml": [
        ("<opml><body>", '<outline text="x">', ""),
        ("<opml><body>", '<outline text="x"/>', ""),
    ],
    "json": [
        ('{"messages":[', '{"from":"A","text":"x"},', "{}]}"),
        ('{"segments":[', '{"start":0,"end":1,"text":"x"},', '{"start":0,"end":1,"text":"x"}]}'),
        ('{"messages":[{"from":"A","text":"', "<@U12345>", '"}]}'),
    ],
    "txt": [
        ("=" * 62 + "\nGuild: x\n\n", "[1/2/20 10:00] A\nx\n{Reactions}\ny\n", ""),
        ("", "[1/2/20 10:00] A\n", ""),
    ],
    "tex": [
        ("", "\\begin{tabular}{l}a & b\\\\", ""),
        ("\\begin{longtable}{l}", "a & b\\\\ \\endhead ", "\\end{longtable}"),
        ("\\begin{tabular}{l}", "\\multicolumn{2}{c}{x} & ", "\\end{tabular}"),
        ("", "\\section{", ""),
        ("", "$$", ""),
        ("", "\\begin{a}", ""),
        ("", "% x\n", ""),
    ],
    "rst": [("", "=====\n", ""), ("", ".. note:: x\n", ""), ("", "| a\n", "")],
    "org": [("", "* ", ""), ("", "#+begin_src\n", ""), ("", "|a", "")],
}
FILES = [(suffix, run) for suffix, runs in RUNS.items() for run in runs]
TEXTS = ["12:00:00 ", "'a ", "1 000 ", "1,2341,234 ", "a. ", "Ab ", "- a\n", "# a\n", "a: b\n", "> ", "| a ", "a\n\n",
    "2026-01-01 ERROR x\n", "A: yes\nB: no\n", "(a ", "A.B.", "…", "第", "www.a.b ", "```\n", "[a](b) ", "WARN "]  # fmt: skip


def steps(work: Callable[[], object]) -> int:
    """How many functions it enters, generators and built-in ones included."""
    count = 0

    def step(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def assert_linear(work: Callable[[int], object]) -> None:
    """`work` takes a number of characters. From some size on more is done, once: so one doubling of
    two has to be right.
    """
    work(100)  # what is loaded once
    once, twice = (steps(partial(work, size)) for size in (3_000, 6_000))
    if twice > 2.4 * once + 3_000:
        once, twice = twice, steps(partial(work, 12_000))
    assert twice <= 2.4 * once + 3_000


@pytest.mark.parametrize(("suffix", "run"), FILES, ids=[f"{n} {r[1]!r}" for n, r in FILES])
def test_twice_the_file_is_twice_the_work(suffix: str, run: tuple[str, str, str]) -> None:
    plain = next(row for row in FORMATS if row.name == "plain")
    read = next((row for row in FORMATS if f".{suffix}" in row.suffixes), plain).reader()
    before, repeated, behind = run

    def read_run(size: int) -> object:
        data = f"{before}{repeated * (size // len(repeated))}{behind}".encode()
        try:
            return read(data, name=f"a.{suffix}", charset=None, limits=LIMITS)
        except InputError as error:
            return error

    assert_linear(read_run)


@pytest.mark.parametrize("run", TEXTS)
def test_twice_the_text_is_twice_the_work_of_the_engine(run: str) -> None:
    assert_linear(
        lambda size: summarize(run * (size // len(run)), model="extractive", length="30w")
    )
