"""Source code: which text is a program, and where its prose is, in comments and docstrings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lines import LineKind, kind_of
from .patterns import lazy

_SAMPLE_CHARACTERS = 20_000
_FEWEST_LINES = 5
_CODE_SHARE = 0.5
_SIGNS = "{}[]=;"
_SIGNS_SHARE = 0.002  # most prose has fewer: it is told from code at once
# Markdown, TeX, patches, data and markup hold code-like lines too, but are read as what they are.
_OTHER = lazy(
    r"\A\s*[\[{<]|^(?:```|~~~|\\(?:documentclass|usepackage|begin)\b|diff --|@@ -)", re.MULTILINE
)
_STATEMENT = lazy(
    r".*[;{}(\[\\]$|[})\]]|@\w+[\w.]*(?:\(|$)|[\w.]+\(.*\)$|[\w.\[\]\"', :|]{1,60} ?(?:[-+*/|&:<?!]?=|<-) ?\S"
    r"|@?\$[({]\w|@[a-z]+ [\"'$-]|\.PHONY\b|ifn?eq \("  # of a Makefile
    r"|(?:async |export |pub |static |public |private |protected )*(?:def|class|func?|function|struct|enum|interface|impl) \w"
    r"|(?:import|package|using|use|let|const|var|return|raise|yield|assert|del|global|local|throw) [\w*{\"'(]"
    r"|from [\w.]+ import\b|(?:if|elif|else if|for|while|with|try|except|finally|else|match|case|switch)\b.*[:{]$"
    r"|\w+: \w[\w.]*(?:\[.*\]|(?: \| \w+)+)?$|[\"'].*[\"'],?$|[\w.]+(?:: .*)?,$"  # a field, a string, a name among others
    r"|(?:SELECT|FROM|WHERE|AND|OR|(?:LEFT |RIGHT |INNER |OUTER |CROSS )?JOIN|ON|GROUP BY|ORDER BY|CREATE|INSERT|UPDATE|DELETE"
    r"|ALTER|DROP|GRANT|UNION|VALUES|SET|AS|CASE|WHEN|THEN|ELSE|WITH)\b.*[^.?!]$"  # SQL
    r"|(?:return|pass|break|continue|fi|done|esac|end|endif|then|do)$|#\s*(?:include|define|if|ifn?def|else|endif|pragma)\b"
)
_DIRECTIVE = lazy(r"#\s*(?:include|define|undef|if|ifn?def|elif|else|endif|pragma|error)\b|#!")
# What a program defines: its outline.
_DEFINITION = lazy(
    r"(?:(?:async|export|default|pub(?:\(\w+\))?|static|public|private|protected|abstract|final|inline|extern|unsafe) )*"
    r"(?:def|class|func?|fn|function|struct|enum|interface|impl|trait|type|module|namespace) [\w(*<]"
    r"|CREATE (?:OR REPLACE )?[A-Z]+ \w"
    r"|(?!(?:if|for|while|switch|else|return|catch|do|go|defer)\b)[A-Za-z_][\w*&<>: ]* \**\w+\([^;]*\)\s*\{$"
)
_COMMENT = lazy(r"(?:#+|//[/!]*|/\*[*!]*|--+(?=\s|$))(?![*/])\s*")
_DOCSTRING = lazy(r"[rRuU]?(\"\"\"|''')")
_STARS = lazy(r"\*(?!/)\s*")
_TAG = lazy(r"[@:\\]\w")  # @param, :returns:, \brief


def is_source(text: str) -> bool:
    """Whether most lines of the beginning of `text`, its comments and docstrings left out, are
    statements.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    signs = sum(sample.count(sign) for sign in _SIGNS if sign in sample)
    if signs < _SIGNS_SHARE * len(sample) or _OTHER.search(sample):
        return False
    seen = statements = 0
    for pos, end, kind in source_lines(sample):
        if kind in ("code", "record"):
            seen += 1
            statements += _STATEMENT.match(sample[pos:end].strip()) is not None
    return seen >= _FEWEST_LINES and statements >= _CODE_SHARE * seen


def source_lines(text: str) -> Iterator[tuple[int, int, LineKind]]:
    """(start, end, kind) of each line of a program: "record" if it defines something, else "code",
    or what a comment is by its shape, without its marks.
    """
    closer = ""  # of the comment or string that is open
    prose = False
    pos = 0
    for line in text.split("\n"):
        start = pos + len(line) - len(line.lstrip())
        end = pos + len(line.rstrip())
        pos += len(line) + 1
        if closer:
            closed_at = text.find(closer, start, end)
            stop = closed_at if closed_at >= 0 else end
            mark = _STARS.match(text, start, stop) if closer == "*/" else None
            if closed_at >= 0:
                closer = ""
        elif opened := _COMMENT.match(text, start, end):
            mark, stop = opened, end
            prose = _DIRECTIVE.match(text, start, end) is None
            if opened[0].startswith("/*"):
                yield start, start, "blank"  # each comment is a paragraph
                closed_at = text.find("*/", opened.end(), end)
                if closed_at >= 0:
                    stop = closed_at
                else:
                    closer = "*/"
        else:
            mark, stop = _DOCSTRING.match(text, start, end), end
            prose = mark is not None
            quotes = '"""' if '"""' in line else "'''"
            if line.count(quotes) % 2:
                closer = quotes
            elif mark:
                stop = text.find(quotes, mark.end(), end)
        if prose:
            yield from _comment(text, mark.end() if mark else start, stop)
        else:
            yield start, end, _code_kind(text, start, end)


def _code_kind(text: str, start: int, end: int) -> LineKind:
    if start == end:
        return "blank"
    return "record" if _DEFINITION.match(text, start, end) else "code"


def _comment(text: str, start: int, end: int) -> Iterator[tuple[int, int, LineKind]]:
    body = text[start:end].strip()
    if not body:
        yield start, end, "blank"
    elif _STATEMENT.match(body) or _TAG.match(body):
        yield start, end, "code"
    else:
        yield start, end, kind_of(body)
