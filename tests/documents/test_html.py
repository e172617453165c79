"""HTML: what a reader of the page sees, and nothing else."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.documents import html
from tersely.documents.account import Account
from tersely.errors import InputError


def html_to_markdown(data: bytes) -> tuple[str, dict[str, int]]:
    account = Account()
    return html.html_to_markdown(data, account), account.removed


SEEN = "<p>The council met on Monday and decided to keep all twelve branches open for two more years.</p>"


def test_readings_stand_in_the_line_of_their_word() -> None:
    """Ruby, with and without the brackets for old browsers."""
    page = (
        "<p><ruby>港湾局<rt>こうわんきょく</rt></ruby>は"
        "<ruby>報告書<rp>(</rp><rt>ほうこくしょ</rt><rp>)</rp></ruby>を検討した。</p>"
    )
    text = "港湾局(こうわんきょく)は報告書(ほうこくしょ)を検討した。"
    assert documents.read_bytes(f"<html><body>{page}".encode(), name="a.html").text == text


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "<html><frameset cols='1,2'><frame src=menu.html><frame src=text.html></frameset></html>",
            "menu.html, text.html",
        ),
        (
            "<html><body><noscript>You need JavaScript.</noscript><div id=x></div><script src=a.js></script>",
            "filled by a script",
        ),
        ("<html><body><div id=root></div><script src=a.js></script>", "filled by a script"),
    ],
)
def test_a_page_without_its_text_is_named_as_such(page: str, said: str) -> None:
    """Frames with the names of their pages, pages that are filled in a browser."""
    with pytest.raises(InputError, match=said):
        documents.read_bytes(page.encode(), name="a.html")


def test_a_paywall_is_said() -> None:
    """As publishers tell search engines."""
    data = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    document = documents.read_bytes(
        f"<html><head>{data}</head><body>{SEEN}".encode(), name="a.html"
    )
    assert document.notes == (
        "the page calls its article not free (a paywall): the text may be cut",
    )


def test_structure_becomes_markdown() -> None:
    """Headings, nested lists, tables, code; a table that only lays out the page is no table."""
    page = b"""<body><h2>Use\n of it</h2><p>One<br>two</p>
      <ol><li>first</li><li>second<ul><li>inner</li></ul></li></ol>
      <table><tr><th>Branch</th><th>Visits</th></tr><tr><td>A|B</td><td><p>1</p><p>2</p></td></tr></table>
      <table><tr><td><ul><li>menu</li></ul></td></tr></table>
      <pre>x = 1\n  y = 2</pre><blockquote><p>said</p></blockquote></body>"""
    assert html_to_markdown(page)[0] == (
        "## Use of it\n\nOne\ntwo\n\n1. first\n2. second\n  - inner\n\n"
        "| Branch | Visits |\n| --- | --- |\n| A\\|B | 1 2 |\n\n- menu\n\n"
        "```\nx = 1\n  y = 2\n```\n\n> said"
    )


MAIN = (
    "<p>{} "
    + "The miller, whose name was Hans, kept the wheel in order for all of the forty years. " * 8
    + "</p>"
)


@pytest.mark.parametrize("page", ["<article>" + MAIN + "</article>", "<p>{}</p>"])
def test_a_raised_digit_does_not_run_into_the_number_before_it(page: str) -> None:
    """A footnote mark made 1612 into 1612.1; lowered digits and raised letters are read on."""
    marked = 'Made in 1612.<sup><a href="#f">1</a></sup> It has 10<sup>6</sup> m<sup>2</sup>, the 19<sup>th</sup> H<sub>2</sub>O.'
    document = documents.read_bytes(
        f"<html><body>{page.format(marked)}</body></html>".encode(), name="a.html"
    )
    assert document.text.startswith("Made in 1612.¹ It has 10⁶ m², the 19th H2O.")


def test_the_main_text_is_read_without_backslashes() -> None:
    """Names of files and variables are what a summary is checked against."""
    signs = "run make_flour.py, set a_b*c and see [2], 3 &lt; 4, C:\\dir\\_x"
    page = (
        "<html><body><article>"
        + MAIN.format(signs)
        + "<pre><code>a\\_b</code></pre></article></body></html>"
    )
    text = documents.read_bytes(page.encode(), name="a.html").text
    assert text.startswith("run make_flour.py, set a_b*c and see [2], 3 < 4, C:\\dir\\_x")
    assert "a\\_b" in text


def test_merged_cells_leave_the_others_in_their_columns() -> None:
    """A cell that reaches over rows or columns stands in the first; the rest is empty."""
    rows = (
        "<tr><th>Year<th>Tons<th>EUR</tr><tr><td rowspan=2>1801<td>41<td>4</tr><tr><td>42<td>5</tr>"
        "<tr><td>all<td colspan=2>12</tr><tr><td>a<td>b<td>c</tr><tr><td colspan=2>sum<td rowspan=999999999>7</tr>"
    )
    text, _ = html_to_markdown(f"<table>{rows}</table>".encode())
    assert text.splitlines()[2:] == [
        "| 1801 | 41 | 4 |",
        "|  | 42 | 5 |",
        "| all | 12 |  |",
        "| a | b | c |",
        "| sum |  | 7 |",
    ]


def test_the_main_text_of_a_page_is_kept_and_the_rest_is_said() -> None:
    """Navigation goes, all paragraphs stay, headings are marks, and the note has the numbers if
    text was left out.
    """
    links = "".join(f'<li><a href="/{n}">Other article number {n}</a></li>' for n in range(60))
    body = "".join(
        f"<p>Paragraph {n}: the library reported that visits rose again in its branches.</p>"
        for n in range(30)
    )
    page = f"<html><body><nav>Home About</nav><article><h1>Visits</h1>{body}</article><div class=related><ul>{links}</ul></div>"
    document = documents.read_bytes(f"<!doctype html>{page}".encode(), name="page")
    assert document.media_type == "text/html"
    assert all(f"Paragraph {n}:" in document.text for n in range(30))
    assert "Home About" not in document.text
    assert document.headings_at(len(document.text) - 1)[:1] == ("Visits",)
    assert ("Other article" in document.text) == (not document.notes)


def test_the_charset_comes_from_the_sender_or_the_page() -> None:
    """An HTTP charset first, then <meta>, then the usual search."""
    page = "<html><head><meta charset='{}'></head><body><p>Größe und Straße der Bücherei in Köln</p></body></html>"
    declared = documents.read_bytes(page.format("iso-8859-2").encode("iso-8859-2"), name="a.html")
    sent = documents.read_bytes(
        page.format("utf-8").encode("cp850"), name="a.html", media_type="text/html; charset=cp850"
    )
    assert declared.text == sent.text == "Größe und Straße der Bücherei in Köln"


def test_deep_nesting_is_read_or_refused() -> None:
    """Two thousand open elements are read; what the parser would silently drop is refused."""
    page = "<html><body>" + "<div>" * 2_000 + SEEN + "</body></html>"
    assert "twelve branches" in html_to_markdown(page.encode())[0]
    with pytest.raises(InputError, match="nested too deeply"):
        html_to_markdown(page.replace("<div>", "<div><div>").encode())


def test_control_characters_do_not_damage_a_page() -> None:
    """lxml reads them and lets nobody write them, as a tail or the words of a picture."""
    page = b"<p>Costs\x0brose\f by\x1f <span hidden>x</span>a\x02 third \x07<img alt='A\x1fchart' src=x></p>"
    document = documents.read_bytes(page, name="a.html")
    assert document.text == "Costs rose by a third [Picture: A chart]"
    assert dict(document.removed)["control characters"] == 5


@pytest.mark.parametrize(
    "part", ["<!-- empty -->", "<!DOCTYPE html>", "<?php echo 1;", "<![CDATA[x"]
)
def test_a_part_without_an_element_does_not_damage_its_mail(part: str) -> None:
    """Nothing but a comment, a doctype or an instruction."""
    head = "From: a@b.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n"
    plain = "--q\nContent-Type: text/plain\n\nThe costs rose.\n"
    mail = f"{head}{plain}--q\nContent-Type: text/html\n\n{part}\n--q--\n"
    assert documents.read_bytes(mail.encode(), name="a.eml").text.endswith("The costs rose.")
    with pytest.raises(InputError, match=r"empty|left out: 1 HTML comment"):
        documents.read_bytes(part.encode(), name="a.html")


def test_a_page_of_forms_or_navigation_alone_is_read() -> None:
    """It has no other text."""
    forms = "<form>Name: <input></form>" * 2
    assert documents.read_bytes(forms.encode(), name="a.html").text.count("Name:") == 2
    links = "<nav><ul>" + "<li><a href='/x'>Report of the year</a></li>" * 9 + "</ul></nav>"
    assert documents.read_bytes(links.encode(), name="a.html").text.count("Report of the year") == 9
