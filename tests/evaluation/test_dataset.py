"""Data sets as they are found in the wild."""

import json
from pathlib import Path

import pytest

from tersely.errors import InputError
from tersely.evaluation import describe_rows, read_pair, read_rows


def written(path: Path, *lines: str) -> Path:
    """`path` with these lines."""
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_jsonl_rows_keep_their_text_and_all_references(tmp_path: Path) -> None:
    """A list of summaries, a single one, a missing id, blank lines and a line separator inside a
    text.
    """
    path = written(
        tmp_path / "data.jsonl",
        json.dumps(
            {"id": "a", "document": "One two\u2028three.", "summaries": ["One.", "Two."]},
            ensure_ascii=False,
        ),
        "",
        json.dumps({"document": "Four.", "summaries": "Five."}),
    )
    rows = read_rows(path)
    assert [(r.id, r.document, r.references) for r in rows] == [
        ("a", "One two\u2028three.", ("One.", "Two.")),
        ("3", "Four.", ("Five.",)),
    ]
    facts = describe_rows(rows)
    assert (facts.rows, facts.document_words, facts.references) == (2, 2.0, 1.5)
    assert len(read_rows(path, limit=1)) == 1


def test_columns_can_be_named_and_csv_is_read(tmp_path: Path) -> None:
    """A CSV with other column names."""
    path = written(tmp_path / "data.csv", "nr,article,highlights", '7,"Long, text",Short')
    rows = read_rows(path, document="article", summaries="highlights", identity="nr")
    assert (rows[0].id, rows[0].document, rows[0].references) == ("7", "Long, text", ("Short",))


def test_two_text_files_pair_by_line(tmp_path: Path) -> None:
    """Line n of one belongs to line n of the other; a difference in length is an error, not a
    shift.
    """
    documents = written(tmp_path / "src.txt", "First text.", "Second text.")
    rows = read_pair(documents, written(tmp_path / "ref.txt", "First.", "Second."))
    assert [(r.id, r.references) for r in rows] == [("1", ("First.",)), ("2", ("Second.",))]
    with pytest.raises(InputError, match=r"2 lines and .* has 1"):
        read_pair(documents, written(tmp_path / "short.txt", "First."))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "no rows"),
        (["[1, 2]"], "no JSON object"),
        (["{oops"], "no JSON object"),
        (['{"text": "x", "summaries": ["y"]}'], "no text in 'document'"),
        (['{"document": "x", "summary": "y"}'], "no summaries in 'summaries'"),
        (['{"document": "x", "summaries": []}'], "no summaries in 'summaries'"),
        (['{"id": 1, "document": "x", "summaries": ["y"]}'] * 2, "an id twice"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, lines: list[str], message: str) -> None:
    """Each fault says what is wrong and where."""
    with pytest.raises(InputError, match=message):
        read_rows(written(tmp_path / "data.jsonl", *lines))
