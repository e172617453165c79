"""Books, articles and outlines in XML: their text by sections, without tags and binary parts."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.errors import InputError
from tersely.records import Document, Unread

FB2 = """<?xml version="1.0" encoding="{}"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><genre>prose</genre><author><first-name>Лев</first-name>
<last-name>Толстой</last-name></author><book-title>Война</book-title><annotation><p>О войне.</p></annotation>
</title-info><document-info><program-used>x</program-used></document-info></description>
<body><section><title><p>Часть</p><p>первая</p></title><p>Он <emphasis>пришёл</emphasis><a l:href="#n1"
type="note">1</a>.</p><image l:href="#a.png"/><poem><stanza><v>Раз,</v><v>два.</v></stanza></poem>
<table><tr><th>Год</th><th>Цена</th></tr><tr><td>1812</td><td>3</td></tr></table></section></body>
<body name="notes"><section id="n1"><title><p>1</p></title><p>Примечание.</p></section></body>
<binary id="a.png" content-type="image/png">iVBORw0KGgo=</binary></FictionBook>"""
DOCBOOK = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "x.dtd" [<!ENTITY quay "northern quay">]>
<article><articleinfo><title>The Crane</title><author><firstname>Anna</firstname> <surname>Berg</surname></author>
</articleinfo><!-- draft --><section><title>Costs of <emphasis>steel</emphasis></title><para>The &quay; cost 41&nbsp;000<footnote>
<para>In euro.</para></footnote>.</para><itemizedlist><listitem><para>one</para></listitem><listitem><para>two</para>
</listitem></itemizedlist><note><para>Mind it.</para></note><table><title>By year</title><tgroup cols="2"><thead><row>
<entry>Year</entry><entry>Cost</entry></row></thead><tbody><row><entry>2024</entry><entry>3</entry></row></tbody></tgroup>
</table><programlisting>a  =  1
b</programlisting><mediaobject><imageobject><imagedata fileref="img/a.png"/></imageobject></mediaobject>
<section><title>Deeper</title><para>End.</para></section></section></article>"""
JATS = """<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Article Authoring DTD v1.2//EN" "x.dtd">
<article><front><journal-meta><journal-id>X</journal-id></journal-meta><article-meta><title-group>
<article-title>The Crane</article-title></title-group><abstract><p>It was repaired.</p></abstract></article-meta></front>
<body><sec><title>Methods</title><p>We asked <italic>all</italic><break/>of them.</p></sec></body>
<back><ref-list><title>References</title><ref><mixed-citation>Berg, <article-title>On steel</article-title>.</mixed-citation>
</ref></ref-list></back></article>"""
OPML = """<opml version="2.0"><head><title>States</title><ownerName>Anna</ownerName></head><body>
<outline text="West"><outline text="Utah" _note="Dry."/></outline><outline text="East"/></body></opml>"""


def read(text: str | bytes, name: str) -> Document:
    return documents.read_bytes(text if isinstance(text, bytes) else text.encode(), name=name)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
@pytest.mark.parametrize("name", ["a.fb2", "a.xml"])
def test_fictionbook(encoding: str, name: str) -> None:
    """In the encoding that it declares; the picture is named, what describes the file is counted."""
    document = read(FB2.format(encoding).encode(encoding), name)
    assert document.text == (
        "Лев Толстой\n\n# Война\n\nО войне.\n\n## Часть первая\n\nОн пришёл1.\n\nРаз,\n\nдва.\n\n"
        "| Год | Цена |\n| --- | --- |\n| 1812 | 3 |\n\n## 1\n\nПримечание."
    )
    assert document.unread == (Unread("picture", 1, ("a.png",)),)
    assert dict(document.removed)["fields about the file"] == 3


def test_docbook() -> None:
    """Entities of the file and of HTML, notes in brackets, tables with their heads."""
    document = read(DOCBOOK, "a.xml")
    assert document.text == (
        "# The Crane\n\nAnna Berg\n\n## Costs of steel\n\nThe northern quay cost 41\u00a0000 (In euro.).\n\n"
        "- one\n- two\n\n> Note:\n\n> Mind it.\n\nBy year\n\n| Year | Cost |\n| --- | --- |\n| 2024 | 3 |\n\n"
        "```\na  =  1\nb\n```\n\n### Deeper\n\nEnd."
    )
    assert document.unread == (Unread("picture", 1, ("a.png",)),)
    assert dict(document.removed)["comments"] == 1


def test_articles_and_outlines() -> None:
    jats = read(JATS, "a.nxml")
    assert jats.text == (
        "# The Crane\n\nIt was repaired.\n\n## Methods\n\nWe asked all\nof them.\n\n"
        "## References\n\nBerg, On steel."
    )
    opml = read(OPML, "a.opml")
    assert opml.text == "# States\n\n- West\n  - Utah Dry.\n- East"
    assert opml.removed == (("fields about the file", 1),)


def test_other_xml_stays_as_it_is_and_damage_is_told() -> None:
    plain = "<root><article>Text</article></root>"
    assert read(plain, "a.xml").text == plain
    with pytest.raises(InputError):
        read("not XML", "a.fb2")


@pytest.mark.parametrize("sign", ["&#1;", "&#xFFFF;", "&#xD800;", "\x02"])
def test_signs_that_no_tree_may_hold_are_dropped(sign: str) -> None:
    book = f"<FictionBook><body><p>It is{sign} down.</p><p>End.</p></body></FictionBook>"
    assert "down." in read(book, "a.fb2").text
    outline = f'<opml><body><outline text="It is{sign} down."/><outline text="x"/></body></opml>'
    assert "x" in read(outline, "a.opml").text


def test_entities_that_grow_are_not_followed() -> None:
    entities = '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">'
    head = f'<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "x" [{entities}]>'
    bomb = f"{head}<book><para>Text &b;</para></book>"
    assert len(read(bomb, "a.xml").text) < 100
