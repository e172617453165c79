"""Summarize with Anthropic Claude. Needs ANTHROPIC_API_KEY."""

from pathlib import Path

import tersely

summary = tersely.summarize(
    Path(__file__).with_name("report.md"), model="anthropic", length="short"
)
print(summary.text)
print(
    f"{summary.status.value}: {summary.usage.input_tokens} + {summary.usage.output_tokens} tokens, {summary.cost_usd:.4f} USD"
)
