"""Signs that would be misread as plain text: raised digits, which run into the number before them,
and the bullets of symbol fonts, which Word keeps where Unicode has no letters.
"""

from __future__ import annotations

from typing import Any

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")

BULLETS = str.maketrans(dict.fromkeys("\uf02d\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc", "•"))


def raised(text: str) -> str:
    """`text` in superscript letters if there is one for each of its characters, else as it is.

    >>> raised("-12"), raised("th"), raised("[3]")
    ('⁻¹²', 'th', '[3]')
    """
    return text.translate(_RAISED) if all(ord(character) in _RAISED for character in text) else text


def flatten_scripts(root: Any) -> None:
    """Replace <sup> and <sub> in an lxml.html tree by their text, in place: 1612.<sup>1</sup> reads
    1612.¹, not 1612.1.
    """
    for element in list(root.iter("sup", "sub")):
        text = "".join(element.text_content().split())
        if element.tag == "sup" and text and raised(text) != text:
            for child in list(element):
                child.drop_tree()
            element.text = raised(text)
        element.drop_tag()
