"""Notebooks are read by their cells."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

import pytest

from tersely import documents
from tersely.errors import InputError
from tersely.records import Unread

PICTURE = base64.b64encode(random.Random(7).randbytes(6_000)).decode()


def notebook(*cells: dict[str, Any]) -> bytes:
    return json.dumps({"cells": cells, "metadata": {"language_info": {"name": "python"}}}).encode()


def test_a_notebook_is_read_by_its_cells() -> None:
    """Text, code, printed and shown results, an error; pictures and displays are unread."""
    outputs = [
        {"output_type": "stream", "text": ["4 of 5\n"]},
        {"output_type": "display_data", "data": {"image/png": PICTURE, "text/plain": "<Figure>"}},
        {"output_type": "execute_result", "data": {"text/plain": ["12"], "text/html": "<b>12</b>"}},
        {"output_type": "display_data", "data": {"application/json": {}}},
        {"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": ["\x1b[0;31m"]},
    ]
    document = documents.read_bytes(
        notebook(
            {"cell_type": "markdown", "source": ["# Visits\n", "They rose."]},
            {"cell_type": "code", "source": "# no heading\nprint(1)", "outputs": outputs},
        ),
        name="a.ipynb",
    )
    assert document.text == (
        "# Visits\nThey rose.\n\n```python\n# no heading\nprint(1)\n```\n\n```\n4 of 5\n```\n\n"
        "```\n12\n```\n\n```\nKeyError: 'x'\n```"
    )
    assert [mark.label for mark in document.marks] == ["Visits"]
    assert document.unread == (
        Unread("picture", 1, ("cell 2",)),
        Unread("output", 1, ("cell 2",), "application/json"),
    )


def test_an_old_notebook_is_read_and_a_torso_is_refused() -> None:
    """The format of 2014 has its cells in worksheets."""
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Costs"},
        {"cell_type": "code", "input": "1 + 1", "outputs": [{"text": "2"}, {"png": PICTURE}]},
    ]
    old = documents.read_bytes(
        json.dumps({"worksheets": [{"cells": cells}]}).encode(), name="a.ipynb"
    )
    assert old.text == "## Costs\n\n```\n1 + 1\n```\n\n```\n2\n```"
    assert old.unread == (Unread("picture", 1, ("cell 2",)),)
    for torso in (b'{"cells": [', b"[]", b'{"cells": 3}', b'{"cells": ["x"]}', b"[" * 200_000):
        with pytest.raises(InputError, match="damaged"):
            documents.read_bytes(torso, name="a.ipynb")
