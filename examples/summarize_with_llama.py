"""Summarize with a LLaMA-family GGUF on this machine. Needs tersely[local] and a model file as the
first argument.
"""

import sys
from pathlib import Path

import tersely

if len(sys.argv) != 2:
    sys.exit("usage: python summarize_with_llama.py MODEL.gguf")
summary = tersely.summarize(
    Path(__file__).with_name("report.md"), model=sys.argv[1], length="short"
)
print(summary.text)
print(
    f"{summary.status.value}: {summary.usage.input_tokens} + {summary.usage.output_tokens} tokens, {summary.cost_usd:.4f} USD"
)
