"""`tersely mcp` as a command: what it refuses before it serves. tests/mcp_server talks to it."""

from __future__ import annotations

import pytest

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
