"""Names of elements: without their namespaces, and what those of FictionBook, DocBook and JATS are
called in HTML.
"""

from __future__ import annotations


def local_name(name: object) -> str:
    """A name without its namespace; "" where there is none: of a comment, of an entity."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


SECTIONS = frozenset(
    "body section book article chapter part preface appendix abstract dedication colophon glossary bibliography "
    "sect1 sect2 sect3 sect4 sect5 simplesect refentry refsect1 refsect2 refsect3 refsection refsynopsisdiv sec ack "
    "app back ref-list bookinfo articleinfo chapterinfo info set topic".split()
)
AROUND = frozenset("body back info bookinfo articleinfo chapterinfo".split())
"""Sections that only hold others: a heading in them is no lower."""
BLOCKS = {
    "p": "p", "break": "br", "br": "br", "sbr": "br",
    "para": "p", "simpara": "p", "formalpara": "div", "v": "p", "text-author": "p", "stanza": "div",
    "poem": "div", "epigraph": "blockquote", "cite": "blockquote", "annotation": "div", "author": "p", "contrib": "p",
    "date": "p", "blockquote": "blockquote", "disp-quote": "blockquote", "attribution": "p",
    "itemizedlist": "ul", "orderedlist": "ol", "simplelist": "ul", "listitem": "li", "member": "li", "list": "ul",
    "list-item": "li", "procedure": "ol", "step": "li", "variablelist": "div", "varlistentry": "div", "term": "p",
    "programlisting": "pre", "screen": "pre", "literallayout": "pre", "synopsis": "pre", "code-block": "pre",
    "preformat": "pre", "address": "p", "table": "div", "informaltable": "div", "tgroup": "table", "row": "tr",
    "tr": "tr", "thead": "thead", "tbody": "tbody", "table-wrap": "div", "caption": "p", "label": "p", "fig": "div",
    "ref": "p", "disp-formula": "p", "question": "p", "answer": "p", "bibliomixed": "p", "biblioentry": "p",
    "glossterm": "p", "glossdef": "div", "refname": "p", "refpurpose": "p", "kwd": "p", "aff": "p", "legalnotice": "div",
}  # fmt: skip
INLINE = {
    "emphasis": "em", "italic": "em", "strong": "strong", "bold": "strong", "strikethrough": "del", "code": "code",
    "literal": "code", "command": "code", "filename": "code", "option": "code", "sup": "sup", "sub": "sub",
    "superscript": "sup", "subscript": "sub", "ulink": "span", "quote": "q",
}  # fmt: skip
BLOCKS_WITH_LABELS = frozenset("note warning tip caution important".split())
PICTURES = frozenset("image imagedata graphic inline-graphic inlinegraphic".split())
# What describes the file, or says the text again in another form.
SILENT = frozenset(
    "binary stylesheet document-info publish-info custom-info genre lang src-lang coverpage indexterm remark "
    "journal-meta article-id permissions pub-date history counts processing-meta bookbiblio revhistory "
    "title-abbrev keywordset".split()
)
