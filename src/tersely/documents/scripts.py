"""Signs that would be misread as plain text: raised digits, which run into the number before them,
and the bullets of symbol fonts, which Word keeps where Unicode has no letters.
"""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")

BULLETS = str.maketrans(dict.fromkeys("\uf02d\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc", "•"))


def raised(text: str) -> str:
    """`text` in superscript letters if there is one for each of its characters, else as it is.

    >>> raised("-12"), raised("th"), raised("[3]")
    ('⁻¹²', 'th', '[3]')
    """
    if not all(map(_RAISED.__contains__, map(ord, text))):
        return text
    return text.translate(_RAISED)
