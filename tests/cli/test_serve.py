"""`tersely serve` as a command: what it refuses before it serves. tests/serve talks to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

pytest.importorskip("fastapi", reason="extra serve is not installed")


def test_other_machines_need_a_token_of_the_users_own(tersely: Run, tmp_path: Path) -> None:
    """One that is long enough, in a file that can be read."""
    ended = tersely("serve", "--host", "0.0.0.0", "--port", "0")
    assert (ended.code, ended.out) == (2, "")
    assert "needs a token of your own" in ended.err
    assert "--token-file" in ended.err
    for content, code in (("short", 2), ("two words of a token", 2), (None, 4)):
        token = tmp_path / "token"
        token.unlink(missing_ok=True)
        if content is not None:
            token.write_text(content)
        ended = tersely("serve", "--port", "0", "--token-file", str(token))
        assert ended.code == code, content
        assert "two words" not in ended.err
