"""LaTeX as Markdown: sections, items, captions and text; no preamble, no comments, no commands."""

from __future__ import annotations

import re
import unicodedata

from ..language.words import one_spaced
from .account import Account
from .latextables import (
    CELL,
    COLUMNS_SECOND,
    ROW,
    SECTIONS,
    TABLES,
    latex_table,
    section_mark,
)

# One pass over the text: what it begins with, is replaced by its meaning.
_TOKEN = re.compile(
    r"(?P<comment>(?<!\\)%[^\n]*(?:\n[ \t]*(?=\S))?)"
    r"|\\(?P<name>[A-Za-z@]{1,40})\*?[ \t]*"
    r"|\\(?P<sign>[^A-Za-z])"
    r"|(?P<math>\$\$?)"
    r"|(?P<mark>---?|``|''|~|[{}])"
)
_SECTIONS = (
    "part",
    "chapter",
    "section",
    "subsection",
    "subsubsection",
    "paragraph",
    "subparagraph",
)
_ARGUMENT = re.compile(r"[ \t]*(?:\n[ \t]*)?\{([^{}]*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}[^{}]*)*)\}")
# Under an accent.
_LETTER = re.compile(
    r"\s*(?:\{\\?([A-Za-z])\}|\\?([A-Za-z])(?![A-Za-z]|(?<=\\[A-Za-z])[A-Za-z])|([A-Za-z]))"
)
_OPTIONAL = re.compile(r"[ \t]*\[[^\[\]\n]{0,500}\]")
_LONGEST_ARGUMENT = 5_000
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "r": "\u030a", "k": "\u0328", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
_SIGNS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł",
    "i": "ı", "dots": "…", "ldots": "…", "textendash": "–", "textemdash": "—", "copyright": "©", "pounds": "£",
    "euro": "€", "texteuro": "€", "S": "§", "P": "¶", "LaTeX": "LaTeX", "TeX": "TeX", "textbackslash": "\\",
    "quad": " ", "qquad": " ", "par": "\n\n", "newline": "\n", "linebreak": "\n", "item": "\n- ", "textquotesingle": "'",
}  # fmt: skip
_MARKS = {"~": " ", "--": "–", "---": "—", "``": "“", "''": "”", "{": "", "}": ""}
# Commands whose argument is no text of the document, by the number of arguments.
_SILENT = {
    "label": 1, "vspace": 1, "hspace": 1, "bibliographystyle": 1, "usepackage": 1, "pagestyle": 1, "thispagestyle": 1,
    "setlength": 2, "addtolength": 2, "setcounter": 2, "addtocounter": 2, "newcommand": 2, "renewcommand": 2,
    "providecommand": 2, "DeclareMathOperator": 2, "newtheorem": 2, "definecolor": 3, "color": 1, "hypersetup": 1,
    "index": 1, "graphicspath": 1, "documentclass": 1, "newenvironment": 3, "pagenumbering": 1, "hyphenation": 1,
    "RequirePackage": 1, "bibitem": 1, "fontsize": 2, "cmidrule": 1, "cline": 1, "newcolumntype": 2, "def": 0,
}  # fmt: skip
# Commands and environments whose text stands behind so many settings.
_SETTINGS_FIRST = {
    "multirow": 2, "textcolor": 1, "colorbox": 1, "fcolorbox": 2, "parbox": 1, "rotatebox": 1, "scalebox": 1,
    "resizebox": 2, "raisebox": 1, "href": 1, "foreignlanguage": 1, "adjustbox": 1,
}  # fmt: skip
_ENVIRONMENT_SETTINGS = {
    "minipage": 1, "wrapfigure": 2, "wraptable": 2, "multicols": 1, "adjustbox": 1, "subfigure": 1, "subtable": 1,
    "thebibliography": 1, "list": 2, "adjustwidth": 2, "spacing": 1, "otherlanguage": 1, "tblr": 1,
}  # fmt: skip
_SETTING = re.compile(r"\s{0,9}(?:\*|\([^()\n]{0,40}\))")
_WIDEST_CELL = 50
_REFERENCES = frozenset("parencite textcite autocite ref eqref autoref cref Cref pageref".split())
_INCLUDES = ("input", "include", "subfile", "bibliography", "addbibresource", "lstinputlisting")
_VERBATIM = ("verbatim", "lstlisting", "minted", "Verbatim", "alltt")
_MATHS = (
    "equation",
    "align",
    "gather",
    "multline",
    "eqnarray",
    "displaymath",
    "math",
    "alignat",
    "flalign",
)


def markdown_from_latex(text: str, account: Account) -> str:
    """`text` as Markdown; comments are counted, pictures and included files unread."""
    head, begin, body = text.partition("\\begin{document}")
    if begin:
        title = re.search(r"\\title(?:\[[^\]\n]*\])?(?=\{)", head)
        argument = _ARGUMENT.match(head, title.end()) if title else None
        shown = f"\\tersely@title{{{argument[1]}}}\n\n" if argument else ""
        body = shown + body.partition("\\end{document}")[0]
    else:
        body = head
    reader = _Reader(body, account)
    return re.sub(r"\n{3,}", "\n\n", reader.text()).strip()


class _Reader:
    """Where in the source it has come to, and what is written so far."""

    def __init__(self, source: str, account: Account) -> None:
        self._source = source
        self._account = account
        self._out: list[str] = []
        self._in_math = False
        self._tables: list[int] = []  # where the pieces of each open table begin
        used = [name for name in _SECTIONS if f"\\{name}" in source]
        self._levels = {name: level for level, name in enumerate(used, 1)}

    def text(self) -> str:
        """The whole source, read."""
        place = 0
        while match := _TOKEN.search(self._source, place):
            self._plain(self._source[place : match.start()])
            place = self._token(match)
        self._plain(self._source[place:])
        while self._tables:  # one that never ends
            self._end_table()
        return "".join(self._out)

    def _plain(self, text: str) -> None:
        if self._tables and "&" in text and not self._in_math:
            text = text.replace("&", CELL)
        self._out.append(text)

    def _token(self, match: re.Match[str]) -> int:
        if match["comment"] is not None:
            self._account.remove("comments")
        elif match["name"]:
            return self._command(match["name"], match.end())
        elif match["sign"]:
            return self._sign(match["sign"], match.end())
        elif match["math"]:
            self._in_math = not self._in_math
            self._out.append(match["math"])
        else:
            mark = match["mark"]
            self._out.append(mark if self._in_math else _MARKS[mark])
        return match.end()

    def _sign(self, sign: str, place: int) -> int:
        if sign == "\\":
            option = _OPTIONAL.match(self._source, place)
            self._out.append(ROW if self._tables else "\n")
            return option.end() if option else place
        if sign in "[]()":
            self._in_math = sign in "[("
            self._out.append("$")
        elif sign in _ACCENTS:
            return self._accent(sign, place)
        elif sign not in "!-/,;:":
            self._out.append(" " if sign.isspace() else sign)
        return place

    def _accent(self, accent: str, place: int) -> int:
        letter = _LETTER.match(self._source, place)
        if not letter:
            return place
        base = letter[1] or letter[2] or letter[3]
        self._out.append(unicodedata.normalize("NFC", base + _ACCENTS[accent]))
        return letter.end()

    def _command(self, name: str, place: int) -> int:
        if self._in_math:
            self._out.append(f"\\{name} ")
            return place
        if name == "begin" or name == "end":
            return self._environment(name, place)
        if name in _SIGNS:
            option = _OPTIONAL.match(self._source, place) if name == "item" else None
            label = option[0].strip(" []\n\t") + " " if option else ""
            self._out.append(_SIGNS[name] + label)
            return option.end() if option else place
        is_accent = name in _ACCENTS and name.isalpha()
        if is_accent and _ARGUMENT.match(self._source, place):
            return self._accent(name, place)
        place = self._after_options(place)
        argument = _ARGUMENT.match(self._source, place)
        content = argument[1] if argument and len(argument[1]) < _LONGEST_ARGUMENT else ""
        end = argument.end() if argument else place
        if name in self._levels or name == "tersely@title":
            signs = "#" * min(self._levels.get(name, 1), 6)
            self._out.append(f"\n\n{signs} {self._inner(content)}\n\n")
        elif name in ("includegraphics", "includesvg"):
            self._account.leave("picture", content)
        elif name in _INCLUDES:
            self._account.leave("included file", content)
        elif name.startswith("cite") or name in _REFERENCES:
            self._out.append(f"[{content}]")
        elif name in SECTIONS or name == "tabularnewline":
            self._out.append(section_mark(name) if name in SECTIONS else ROW)
            return place
        elif name == "footnote":
            self._out.append(f" ({self._inner(content)})")
        elif name == "multicolumn":
            return self._wide_cell(place)
        elif name in _SILENT or name in _SETTINGS_FIRST:
            count = _SILENT.get(name) or _SETTINGS_FIRST.get(name, 0)
            return self._after_arguments(place, count)
        else:
            return place  # the argument of \emph and the like is text
        return end

    def _inner(self, content: str) -> str:
        return one_spaced(_Reader(content, self._account).text())

    def _wide_cell(self, place: int) -> int:
        """A cell over several columns, and the empty ones that it covers."""
        width = _ARGUMENT.match(self._source, place)
        place = self._after_arguments(place, 2)
        words = _ARGUMENT.match(self._source, place)
        columns = width[1].strip() if width else ""
        is_count = columns.isascii() and columns.isdigit() and len(columns) <= 2
        covered = min(int(columns) if is_count else 1, _WIDEST_CELL) - 1
        if words and len(words[1]) < _LONGEST_ARGUMENT:
            self._out.append(self._inner(words[1]))
            place = words.end()
        self._out.append(CELL * max(0, covered))
        return place

    def _after_arguments(self, place: int, count: int) -> int:
        for _ in range(count):
            place = self._after_options(place)
            if setting := _SETTING.match(self._source, place):
                place = setting.end()
                if setting[0].strip() == "*":
                    continue
            argument = _ARGUMENT.match(self._source, place)
            place = argument.end() if argument else place
        return place

    def _after_options(self, place: int) -> int:
        while option := _OPTIONAL.match(self._source, place):
            place = option.end()
        return place

    def _environment(self, edge: str, place: int) -> int:
        argument = _ARGUMENT.match(self._source, place)
        if not argument:
            return place
        name = argument[1].rstrip("*")
        place = argument.end()
        begins = edge == "begin"
        if name in _VERBATIM and begins:
            end_mark = f"\\end{{{argument[1]}}}"
            end = self._source.find(end_mark, place)
            if end < 0:
                end = len(self._source)
            code = self._source[self._after_options(place) : end].strip("\n")
            self._out.append(f"\n```\n{code}\n```\n")
            return min(len(self._source), end + len(end_mark))
        if name in _MATHS:
            self._in_math = begins
            self._out.append("\n$$" if begins else "$$\n")
        elif name in TABLES:
            place = self._table(name, place, begins)
        elif name == "comment" and begins:
            self._account.remove("comments")
            end_mark = "\\end{comment}"
            end = self._source.find(end_mark, place)
            return len(self._source) if end < 0 else end + len(end_mark)
        elif name == "abstract" and begins:
            self._out.append("\n\nAbstract: ")
        else:
            self._out.append("\n")
            place = self._after_options(place) if begins else place
            place = self._after_arguments(place, _ENVIRONMENT_SETTINGS.get(name, 0) * begins)
        return place

    def _table(self, name: str, place: int, begins: bool) -> int:
        if begins:
            for _ in range(2 if name in COLUMNS_SECOND else 1):
                columns = _ARGUMENT.match(self._source, self._after_options(place))
                place = columns.end() if columns else place
            self._tables.append(len(self._out))
        elif self._tables:
            self._end_table()
        return place

    def _end_table(self) -> None:
        start = self._tables.pop()
        table = "".join(self._out[start:])
        del self._out[start:]
        if self._tables:  # in a cell of another one: words of that cell
            self._out.append(one_spaced(table.replace(ROW, " ").replace(CELL, " ")))
        else:
            self._out.append(latex_table(table, self._account))
