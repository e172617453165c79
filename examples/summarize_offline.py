"""Summarize with no key, no network and no model; then check a summary that somebody else wrote."""

from pathlib import Path

import tersely

report = Path(__file__).with_name("report.md")
print(tersely.summarize(report, model="extractive", length="3b").text)

found = tersely.check("Visits rose by 47 % to 1.93 million.", report)
for flag in found.flags:
    print(f"not in the source: {flag.text} (nearest: {flag.nearest or 'nothing'})")
