"""`tersely mcp` as a command: what it refuses before it serves. tests/mcp_server talks to it."""

from __future__ import annotations

import pytest

from tersely.cli.listening import need_extra
from tersely.errors import MissingExtra

from .conftest import Run

pytest.importorskip("mcp", reason="extra mcp is not installed")


def test_options_that_do_nothing_are_refused(tersely: Run) -> None:
    """Those of HTTP without it, and a folder that is none."""
    for arguments in (["--port", "1"], ["--token-file", "x"]):
        ended = tersely("mcp", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert "belong to --http" in ended.err
    ended = tersely("mcp", "--root", "/nothing/here")
    assert ended.code == 2
    assert "/nothing/here is not a folder" in ended.err


def test_a_missing_extra_names_the_line_that_installs_it() -> None:
    """One sentence, and the remedy."""
    need_extra("mcp", "json")
    with pytest.raises(MissingExtra, match="needs packages that are not installed") as caught:
        need_extra("mcp", "json", "no_such_module_anywhere")
    assert caught.value.hint == "Install them: pip install 'tersely[mcp]'"
