"""Templates: escaped, free of controls, and complete."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import jinja2
import pytest

from tersely.pages import printable, render

from .samples import batch_page


def test_the_policy_names_the_page_s_own_style_and_script(tmp_path: Path) -> None:
    """By hash, so that nothing else runs; a page without a script allows none."""
    page = batch_page(tmp_path)
    for element in ("style", "script"):
        content = re.search(f"<{element}>(.*?)</{element}>", page, re.DOTALL)
        assert content
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in page


def test_a_missing_value_is_an_error() -> None:
    """And no empty place on the page."""
    with pytest.raises(jinja2.UndefinedError):
        render("evaluation.html")


def test_printable_keeps_lines_and_joiners() -> None:
    """What changes nothing but the look of a screen goes; what is part of a word stays."""
    assert printable("a\tb\nc\x1b[0m\u202e\u200d\u200c") == "a\tb\nc\u200d\u200c"
