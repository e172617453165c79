"""Writes report.pdf and report.docx from report.md, next to it.

    python examples/make_documents.py

The PDF is written by hand (one built-in font family, no dependency), the DOCX with python-docx.
Only the Markdown that the report uses is understood: headings, paragraphs, bullets, one table.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 595, 842, 72
BODY_SIZE, LEADING = 10.5, 15.0
HEADING_SIZES = {1: 20.0, 2: 14.0}
# Advance widths of Helvetica, space to tilde, in 250ths of the type size (from Adobe's font
# metrics).
WIDTHS = bytes.fromhex(
    "4646598b8bdea73053536192465346468b8b8b8b8b8b8b8b8b8b46469292928bfea7a7b4b4a799c2b4467da78bd0b4c2"
    "a7c2b4a799b4a7eca7a799464646758b538b8b7d8b8b468b8b38387d38d08b8b8b8b537d468b7db47d7d7d54415492"
)

Block = tuple[str, int, list[str]]
Line = tuple[str, float, bool, float]


def blocks(markdown: str) -> Iterator[Block]:
    """("heading", level, [title]), ("paragraph", 0, [text]), ("bullets", 0, items) or ("table", 0,
    rows).
    """
    for part in markdown.strip().split("\n\n"):
        lines = part.split("\n")
        if part.startswith("#"):
            level = len(part) - len(part.lstrip("#"))
            yield "heading", level, [part[level:].strip()]
        elif part.startswith("- "):
            yield "bullets", 0, [" ".join(item.split()) for item in part[2:].split("\n- ")]
        elif part.startswith("|"):
            yield "table", 0, [line for line in lines if "---" not in line]
        else:
            yield "paragraph", 0, [" ".join(lines)]


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def text_width(text: str, size: float) -> float:
    """In points; characters outside ASCII count as the letter n."""
    return sum(WIDTHS[ord(char) - 32] if " " <= char <= "~" else 139 for char in text) * size / 250


def wrapped(text: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and text_width(f"{line} {word}", size) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def pdf_lines(markdown: str) -> Iterator[Line]:
    """(text, type size, bold, space above) for each printed line."""
    width = PAGE_WIDTH - 2 * MARGIN
    for kind, level, texts in blocks(markdown):
        size = HEADING_SIZES.get(level, BODY_SIZE)
        space = size if kind == "heading" else 7.0
        for text in texts:
            if kind == "table":
                name, number = cells(text)
                yield f"{name}: {number}", size, False, space
            else:
                shown = f"\u2022 {text}" if kind == "bullets" else text
                for line in wrapped(shown, size, width):
                    yield line, size, kind == "heading", space
                    space = 0.0
            space = 0.0


def pdf_pages(lines: Iterator[Line]) -> Iterator[str]:
    """The content stream of each page, with its number at the foot."""
    operators: list[str] = []
    y = float(PAGE_HEIGHT - MARGIN)
    number = 1
    for text, size, bold, space in lines:
        y -= space + max(LEADING, size * 1.3)
        if y < MARGIN + (3 * LEADING if bold else 0):
            yield "\n".join(
                [*operators, placed(str(number), 9.0, False, PAGE_WIDTH / 2, MARGIN / 2)]
            )
            operators, y, number = [], PAGE_HEIGHT - MARGIN - LEADING, number + 1
        operators.append(placed(text, size, bold, MARGIN, y))
    yield "\n".join([*operators, placed(str(number), 9.0, False, PAGE_WIDTH / 2, MARGIN / 2)])


def placed(text: str, size: float, bold: bool, x: float, y: float) -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{'B' if bold else 'R'} {size:g} Tf {x:g} {y:g} Td ({escaped}) Tj ET"


def pdf(markdown: str) -> bytes:
    """A PDF 1.4 file: catalogue, page tree, two fonts, then a page and its stream for each page."""
    streams = [zlib.compress(page.encode("cp1252")) for page in pdf_pages(pdf_lines(markdown))]
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(streams)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        font.format("").encode(),
        font.format("-Bold").encode(),
    ]
    for index, stream in enumerate(streams):
        box = f"/MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] /Resources << /Font << /R 3 0 R /B 4 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {box} /Contents {6 + 2 * index} 0 R >>".encode()
        )
        head = f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + stream + b"\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    start = out.rindex(b"xref")
    out += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(out)


def write_docx(markdown: str, path: Path) -> None:
    import docx

    document = docx.Document()
    for kind, level, texts in blocks(markdown):
        if kind == "heading":
            document.add_heading(texts[0], level)
        elif kind == "table":
            rows = [cells(row) for row in texts]
            table = document.add_table(len(rows), len(rows[0]), style="Light Grid")
            for row, values in zip(table.rows, rows, strict=True):
                for cell, value in zip(row.cells, values, strict=True):
                    cell.text = value
        else:
            for text in texts:
                document.add_paragraph(text, "List Bullet" if kind == "bullets" else None)
    document.core_properties.author = "The tersely authors"
    document.core_properties.comments = ""
    document.save(str(path))


def main() -> None:
    markdown = (HERE / "report.md").read_text("utf-8")
    (HERE / "report.pdf").write_bytes(pdf(markdown))
    write_docx(markdown, HERE / "report.docx")


if __name__ == "__main__":
    main()
