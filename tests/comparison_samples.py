"""A small report, summaries of it, and a comparison that holds every kind of column: for the tests
of Compare.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from tersely.comparison import Candidate, Comparison, compare
from tersely.errors import MissingKey, TerselyError
from tersely.records import (
    FINAL,
    CallRecord,
    Check,
    Citation,
    Claim,
    Document,
    Ended,
    Finish,
    Flag,
    Mark,
    ModelRef,
    Plan,
    Receipt,
    Status,
    Summary,
    Usage,
)

WHOLE = Ended()
TEXT = """# Use
Visits to the twelve branches rose by 14 % to 1.93 million, the highest figure since 2016.
Evening opening in five branches accounts for 68 % of the increase.

# Costs
Running costs rose by 1.8 %, mainly energy, said Maria Lindqvist in Oslo.

# Reserve
The reserve covers eleven weeks of running costs, down from twenty. Without 2.4 million for 2027 two branches must close.
"""
REPORT = Document(
    "report.md",
    TEXT,
    marks=tuple(
        Mark("heading", TEXT.index(f"# {name}"), name, 1) for name in ("Use", "Costs", "Reserve")
    ),
)


def claim(text: str, summary: str, index: int, *passages: str) -> Claim:
    """`text` inside `summary`, resting on `passages` of the report."""
    citations = tuple(Citation(TEXT.index(p), TEXT.index(p) + len(p), 0.8) for p in passages)
    start = summary.index(text)
    return Claim(
        index, start, start + len(text), text, "supported" if citations else "not found", citations
    )


def summary_of(
    text: str, model: ModelRef, *, check: Check | None = None, ended: Ended = WHOLE
) -> Summary:
    """A summary as the engine would return it, with one finished call."""
    usage = Usage(3104, 187)
    call = CallRecord(
        FINAL, 0, model.provider, model.model, Finish.COMPLETE, usage, 0.0004, False, 2.0, 1
    )
    return Summary(
        text=text,
        ended=ended,
        document=REPORT.name,
        source=None,
        model=model,
        style="default",
        plan=Plan("stuff", model, "api.example", 900, True, "o200k", 128_000, 100_000),
        receipt=Receipt(
            1.0, sections_drawn=2, sections_total=3, strip=(0.3, 0, 0.1, 0, 0, 0.2, 0, 0, 0, 0.4)
        ),
        usage=usage,
        cost_usd=0.0004,
        calls=(call,),
        check=check,
        words=len(text.split()),
        source_words=len(TEXT.split()),
        elapsed_s=2.1,
    )


GPT = ModelRef("openai", "gpt-6-luna")
CLAUDE = ModelRef("anthropic", "claude-haiku-5-5")
GEMINI = ModelRef("gemini", "gemini-3.8-flash")
EXTRACTIVE = ModelRef("extractive")

_GPT_TEXT = """Use is at a **ten-year high**, but the money runs out.

- Visits rose 14 % to 1.93 million.
- Running costs rose 18 %, mainly energy.
  - Maria Lindqvist said so in Oslo."""
_CLAUDE_TEXT = "Visits grew 14 % to 1.93 million while the reserve shrank to eleven weeks. 2.4 million are missing."


def gpt_summary() -> Summary:
    """Three claims, one of them with a wrong number."""
    text = _GPT_TEXT
    wrong = text.index("18 %")
    near = TEXT.index("rose by 1.8 %")
    check = Check(
        claims=(
            claim(
                "Visits rose 14 % to 1.93 million.",
                text,
                0,
                "Visits to the twelve branches rose by 14 % to 1.93 million",
            ),
            claim(
                "Running costs rose 18 %, mainly energy.",
                text,
                1,
                "Running costs rose by 1.8 %, mainly energy",
            ),
            claim("Maria Lindqvist said so in Oslo.", text, 2),
        ),
        flags=(Flag("number", "18 %", wrong, wrong + 4, 1, "rose by 1.8 %", near, near + 13),),
    )
    return summary_of(text, GPT, check=check)


def claude_summary() -> Summary:
    """One long claim with two passages."""
    first = "Visits grew 14 % to 1.93 million while the reserve shrank to eleven weeks."
    check = Check(
        (
            claim(
                first,
                _CLAUDE_TEXT,
                0,
                "rose by 14 % to 1.93 million",
                "The reserve covers eleven weeks",
            ),
        )
    )
    return summary_of(_CLAUDE_TEXT, CLAUDE, check=check)


def extractive_summary() -> Summary:
    """Verbatim, free, without a call."""
    text = "- Visits to the twelve branches rose by 14 % to 1.93 million, the highest figure since 2016."
    summary = summary_of(text, EXTRACTIVE)
    return replace(
        summary,
        plan=replace(summary.plan, strategy="extractive"),
        cost_usd=0.0,
        calls=(),
        usage=Usage(),
    )


HOSTILE = (
    "<script>document.title='owned'</script> <img src=http://evil.example/x.png onerror=alert(1)> "
    "[bold red]markup[/] [click](javascript:alert(1)) \x1b[31mred\x1b[0m \x1b]0;title\x07 \u202egnp.exe "
    "${style} $title &lt; 訪問者数は14%増えました👍🏽 "
    "https://example.org/a/very/long/path/that/does/not/fit/into/a/column/of/thirty/eight/characters?query=1"
)
_URL = "http://evil.example/x.png"


def hostile_summary() -> Summary:
    """What a captured model might write, cut at the output limit."""
    check = Check(
        (Claim(0, 0, len(HOSTILE), HOSTILE, "not found"),),
        (Flag("url", _URL, HOSTILE.index(_URL), HOSTILE.index(_URL) + len(_URL), 0),),
    )
    cut = Ended(Status.CUT, Finish.LENGTH, output_cap_tokens=400)
    return summary_of(HOSTILE, ModelRef("grok", "grok-9"), check=check, ended=cut)


NO_KEY = MissingKey(
    "GEMINI_API_KEY is not set.",
    provider="gemini",
    variable="GEMINI_API_KEY",
    hint="tersely keys set gemini",
)


def run(
    outcomes: Mapping[ModelRef, Summary | TerselyError], document: Document = REPORT
) -> Comparison:
    """Compare with these outcomes, one candidate each; every column took 2.1 s."""

    async def summarize_one(candidate: Candidate) -> Summary:
        outcome = outcomes[candidate.model]
        if isinstance(outcome, TerselyError):
            raise outcome
        return outcome

    candidates = [Candidate(str(model), model, "default") for model in outcomes]
    comparison = asyncio.run(compare(document, candidates, summarize_one))
    columns = tuple(replace(column, elapsed_s=2.1) for column in comparison.columns)
    return replace(comparison, columns=columns, elapsed_s=2.2)


def full_comparison() -> Comparison:
    """A flagged, a clean and a verbatim answer, a failure, and a hostile one that was cut."""
    return run(
        {
            GPT: gpt_summary(),
            CLAUDE: claude_summary(),
            EXTRACTIVE: extractive_summary(),
            GEMINI: NO_KEY,
            ModelRef("grok", "grok-9"): hostile_summary(),
        }
    )
