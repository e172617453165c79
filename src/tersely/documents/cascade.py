"""Which style the sheets of a page give to an element: of all rules that match it, the important
ones before the others, the more specific ones before the general ones, the later before the earlier
(CSS Cascading 4, without layers).

Only rules that can hide or show are looked at. Selectors are cssselect2's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ..language.words import one_spaced
from .htmltree import classes_of, tag_of

_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)")
_BOUND = re.compile(r"[{};]")
_RELEVANT = re.compile(
    r"(?:^|[;\s{])(display|visibility|opacity|font-size|left|top|text-indent|clip|clip-path|color"
    r"|background|background-color|transition|animation|position)\s*:\s*([^;{}]+)",
    re.IGNORECASE,
)
_TRANSPARENT = ("@supports", "@layer", "@container", "@scope")
_FEATURE = re.compile(
    r"\((min|max)-width\s*:\s*([\d.]{1,9})(px|em|rem)\)|\((?:width)?\s*([<>])=?\s*([\d.]{1,9})(px|em|rem)\)"
)
_OTHER_MEDIA = ("print", "speech", "prefers-", "orientation: portrait")
_SCREEN_PX = 1280.0  # a reader at a desk; what is hidden on telephones only is shown
_PX_AN_EM = 16.0
_NAMES = re.compile(r"[.#][\w-]+")
_UNSPLITTABLE = re.compile(r"[(\[\\]")  # arguments, attributes, escapes
_MOST_RULES = 5_000
_LONGEST_SELECTOR = 400
_MOST_COMBINATIONS = 4
_COMBINATORS = str.maketrans(">+~", "   ")
# A second or two. Real pages take some ten thousand.
_MOST_TRIALS = 400_000

Declarations = dict[str, str]
Rule = tuple[str, Declarations]  # selectors, and what they declare


class Cascade:
    """The styles of one page; `root` is an lxml.html tree."""

    def __init__(self, root: Any) -> None:
        self._styles: dict[Any, Declarations] = {}
        rules: list[Rule] = []
        for sheet in root.iter("style"):
            if _on_screen(sheet.get("media")):
                rules += _rules(sheet.text or "")
        if rules:
            self._match(root, rules[:_MOST_RULES])

    def style_of(self, element: Any) -> str:
        """The declarations that win, e.g. "display:none;color:#fff", in lower case without spaces;
        the element's own `style` wins over the sheets.
        """
        inline = inline_style(element)
        sheet = self._styles.get(element)
        if not sheet:
            return inline
        said = dict(sheet)
        for name, text in _RELEVANT.findall(inline):
            if not said.get(name, "").endswith("!important"):
                said[name] = text
        return ";".join(f"{name}:{text.removesuffix('!important')}" for name, text in said.items())

    def _match(self, root: Any, rules: list[Rule]) -> None:
        from cssselect2 import ElementWrapper, Matcher

        matcher = Matcher()
        is_empty = True
        trials = _Trials(root)
        for selectors, declarations in rules:
            for selector in _compiled(trials.possible(selectors)):
                if selector.pseudo_element or selector.never_matches:
                    continue
                if trials.allow(selector):
                    matcher.add_selector(selector, declarations)
                    is_empty = False
        if is_empty:
            return
        for wrapper in ElementWrapper.from_html_root(root).iter_subtree():
            if matches := matcher.match(wrapper):
                self._styles[wrapper.etree_element] = _winners(matches)


def inline_style(element: Any) -> str:
    """The declarations of its attribute `style`, in lower case without spaces."""
    return _unspaced((element.get("style") or "").lower())


class _Trials:
    """How often selectors are tried: each on all elements that have its class, id or tag. Past the
    limit a hostile page gains nothing: further rules are left out.
    """

    def __init__(self, root: Any) -> None:
        self._counts: Counter[str] = Counter()
        self._left = _MOST_TRIALS
        for element in root.iter():
            if isinstance(element.tag, str):
                names = (f".{name}" for name in classes_of(element))
                self._counts.update(["", tag_of(element), f"#{element.get('id')}", *names])

    def possible(self, selectors: str) -> str:
        """Those of the list whose classes and ids are all on the page: most sheets are those of a
        whole site, and to compile a selector takes longer than to look at its names.
        """
        if _UNSPLITTABLE.search(selectors):
            return selectors
        known = self._counts
        return ",".join(
            selector
            for selector in selectors.split(",")
            if all(name in known for name in _NAMES.findall(selector))
        )

    def allow(self, selector: Any) -> bool:
        """Whether `selector` could match anything, and may still be tried on all of that."""
        if selector.id is not None:
            key = f"#{selector.id}"
        elif selector.class_name is not None:
            key = f".{selector.class_name}"
        else:
            key = selector.lower_local_name or ""
        self._left -= self._counts[key]
        return self._counts[key] > 0 and self._left >= 0


def _winners(matches: list[tuple[Any, Any, Any, Declarations]]) -> Declarations:
    """Matches come by specificity and order; an important declaration is not overridden by others."""
    said: Declarations = {}
    for _, _, _, declarations in matches:
        for name, text in declarations.items():
            important = text.endswith("!important")
            if important or not said.get(name, "").endswith("!important"):
                said[name] = text
    return said


@lru_cache(maxsize=1_000)  # the chapters of a book have one style sheet
def _compiled(selectors: str) -> tuple[Any, ...]:
    from cssselect2 import SelectorError, compile_selector_list

    compiled: list[Any] = []
    for selector in selectors.split(",") if "(" not in selectors else [selectors]:
        parts = selector.translate(_COMBINATORS).split()
        if not parts or len(parts) > _MOST_COMBINATIONS or len(selector) > _LONGEST_SELECTOR:
            continue
        try:
            compiled.extend(compile_selector_list(selector))
        except SelectorError:
            continue
    return tuple(compiled)


def _rules(sheet: str) -> Iterator[Rule]:
    """The rules that hold on a screen, in order, in linear time."""
    text = _COMMENT.sub(" ", sheet)
    blocks: list[tuple[str, int, bool]] = []  # prelude, where the block begins, whether it holds
    start = 0
    for bound in _BOUND.finditer(text):
        sign, place = bound[0], bound.start()
        if sign == "{":
            prelude = text[start:place].strip()
            holds = (not blocks or blocks[-1][2]) and _holds(prelude)
            blocks.append((prelude, bound.end(), holds))
        elif sign == "}" and blocks:
            prelude, begin, holds = blocks.pop()
            if holds and not prelude.startswith("@"):
                declared = _RELEVANT.findall(text[begin:place])
                if said := {name.lower(): _unspaced(value.lower()) for name, value in declared}:
                    yield prelude, said
        start = bound.end()


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _holds(prelude: str) -> bool:
    """Whether what is in a block counts: always for rules, on a wide screen for @media."""
    if not prelude.startswith("@"):
        return True
    name = prelude.partition(" ")[0].partition("(")[0].lower()
    if name == "@media":
        return _on_screen(prelude[len(name) :])
    return name in _TRANSPARENT


def _on_screen(media: str | None) -> bool:
    return not media or any(_query_holds(query) for query in media.lower().split(","))


def _query_holds(query: str) -> bool:
    query = one_spaced(query)
    if query.startswith("not "):
        return not _query_holds(query[4:])
    if any(words in query for words in _OTHER_MEDIA):
        return False
    for lower_or_upper, size, unit, relation, other_size, other_unit in _FEATURE.findall(query):
        width = _pixels(size or other_size, unit or other_unit)
        at_least = lower_or_upper == "min" or relation == ">"
        if (width > _SCREEN_PX) if at_least else (width < _SCREEN_PX):
            return False
    return True


def _pixels(size: str, unit: str) -> float:
    try:
        number = float(size)
    except ValueError:
        return _SCREEN_PX
    return number if unit == "px" else number * _PX_AN_EM
