"""`tersely chunks -m MODEL.gguf` counts with the model's own tokenizer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from providers.local.asking import adapter
from tersely.cli import app

pytestmark = pytest.mark.local


def test_chunks_are_counted_by_the_model_itself(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every count is what the GGUF's tokenizer gives for that chunk, none is over the limit, and it
    is called exact.
    """
    text = "".join(
        f"# Part {i}\n\n" + "The quick brown fox jumps over the lazy dog. " * 20 + "\n\n"
        for i in range(8)
    )
    (tmp_path / "report.md").write_text(text, "utf-8")
    code = app.run(
        [
            "chunks",
            str(tmp_path / "report.md"),
            "-m",
            str(models / "copy.gguf"),
            "--tokens",
            "300",
            "--json",
        ]
    )
    found = json.loads(capsys.readouterr().out)
    parts = [text[c["start"] : c["end"]] for c in found["chunks"]]
    assert (code, found["tokenizer"], found["exact"], found["margin"]) == (0, "copy.gguf", True, 0)
    assert "".join(parts) == text
    assert [c["tokens"] for c in found["chunks"]] == adapter(
        models / "copy.gguf"
    ).counter().count_batch(parts)
    assert 1 < len(parts) < len(text) // 300
    assert max(c["tokens"] for c in found["chunks"]) <= 300
