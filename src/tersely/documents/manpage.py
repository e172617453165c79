"""Manual pages (roff with the macros man or mdoc) as Markdown, without the macros."""

from __future__ import annotations

import re

from .account import Account

_ESCAPE = re.compile(
    r"\\(?:f(?:\[[^\]\n]{0,20}\]|\(..|.)|\*(?:\[(?P<string>[^\]\n]{1,40})\]|\((?P<two>..)|.)"
    r"|\((?P<sign>..)|\[(?P<named>[^\]\n]{1,40})\]|s[+-]?\d{1,2}|[hvmMkn](?:'[^'\n]{0,40}'|\[[^\]\n]{0,40}\]|.)"
    r"|\"[^\n]*|(?P<one>[^\n]))"
)
_SIGNS = {
    "em": "—", "en": "–", "hy": "-", "aq": "'", "dq": '"', "lq": "“", "rq": "”", "oq": "‘", "cq": "’", "bu": "•",
    "co": "©", "rg": "®", "tm": "™", "ti": "~", "ha": "^", "rs": "\\", "ga": "`", "at": "@", "sh": "#", "mu": "×",
    "+-": "±", "<=": "≤", ">=": "≥", "->": "→", "<-": "←", "de": "°", "ss": "ß", "a:": "ä", "o:": "ö", "u:": "ü",
    "A:": "Ä", "O:": "Ö", "U:": "Ü", "e'": "é", "e`": "è",
}  # fmt: skip
_ONE = {
    "e": "\\",
    "-": "-",
    "&": "",
    "~": " ",
    " ": " ",
    "0": " ",
    "|": "",
    "^": "",
    "c": "",
    "'": "'",
    "`": "`",
    "t": "\t",
}
_COMMENTS = ('.\\"', "'\\\"", ".\\#")
_WORDS = re.compile(r"\"((?:[^\"\n]|\"\")*)\"|(\S+)")
_FONTS = frozenset("B I R SM SB BI BR IB IR RB RI".split())
_PARAGRAPHS = frozenset("PP P LP Pp sp HP RS RE".split())
# Macros of mdoc whose words are text; those before the colon stand for what is set around them.
_MDOC = dict.fromkeys(
    "Ar Nm Cm Pa Em Sy Xr Va Fn Ev Dv Er Li Ql Dq Sq Fa Ft Ic Op Oo Oc Ns No An Lk Mt Bx St".split(),
    "",
) | {"Fl": "-", "Nd": "—"}

# What sets pages and fonts, or defines macros.
_SILENT = frozenset(
    "TH Dd Dt Os Bl El Bk Ek UE ME ad na hy nh in ti ta ft ps vs ll lt pl ne br ce fam ds de if ie el "
    "nr ig rm so tr . ..".split()
)


def markdown_from_man(text: str, account: Account) -> str:
    """`text` as Markdown: sections as headings, terms as items; comments are counted."""
    out: list[str] = []
    is_term = False  # the next line is the term of an item
    name = ""
    for line in text.split("\n"):
        if line.startswith(_COMMENTS):
            account.remove("comments")
            continue
        if not line.startswith((".", "'")):
            said = _unescaped(line)
            out.append(f"- {said}" if is_term and said else said)
            is_term = False
            continue
        macro, *words = _words(line[1:]) or [""]
        said = _unescaped(" ".join(words))
        if macro in ("SH", "Sh", "SS", "Ss"):
            signs = "#" if macro.upper() == "SH" else "##"
            out += ["", f"{signs} {said}", ""]
        elif macro in ("TP", "TQ"):
            out.append("")
            is_term = True
        elif macro == "IP":
            mark = said.rsplit(" ", 1)[0] if len(words) > 1 else said
            is_bullet = len(mark) == 1 and not mark.isalnum()
            out.append("")
            if mark and not is_bullet:
                out.append(f"- {mark}")
            is_term = is_bullet
        elif macro == "It":
            out += ["", f"- {_mdoc(words)}"]
        elif macro in _PARAGRAPHS or macro in ("Bd", "Ed"):
            out.append("")
        elif macro in ("nf", "fi", "EX", "EE"):
            out.append("```")
        elif macro in _FONTS or macro in _MDOC:
            if macro == "Nm" and words:
                name = words[0]
            if macro in _FONTS:
                said = _in_fonts(macro, words)
            elif macro == "Nm" and not words:
                said = name
            else:
                said = _mdoc([macro, *words])
            out.append(f"- {said}" if is_term else said)
            is_term = False
        elif macro in ("UR", "MT", "URL"):
            out.append(said)
        elif macro not in _SILENT and words:
            account.remove("lines of macros that are not known")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip()


def _words(line: str) -> list[str]:
    """The macro and its words, of which those between quotation marks may hold blanks."""
    return [quoted.replace('""', '"') or plain for quoted, plain in _WORDS.findall(line)]


def _in_fonts(macro: str, words: list[str]) -> str:
    """What a macro of fonts shows: one for two fonts takes them in turn, without blanks."""
    alternates = len(macro) == 2 and macro not in ("SM", "SB")
    return _unescaped(("" if alternates else " ").join(words))


def _mdoc(words: list[str]) -> str:
    said = [_MDOC.get(word, word) for word in words]
    text = " ".join(filter(None, said)).replace("- ", "-")
    return _unescaped(text)


def _unescaped(line: str) -> str:
    if "\\" not in line:
        return line

    def meaning(match: re.Match[str]) -> str:
        if match["one"] is not None:
            return _ONE.get(match["one"], match["one"])
        sign = match["sign"] or match["named"] or match["string"] or match["two"]
        return _SIGNS.get(sign, "") if sign else ""

    return _ESCAPE.sub(meaning, line)
