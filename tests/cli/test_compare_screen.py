"""The comparison on terminals of several widths."""

import asyncio

import pytest
from rich.cells import cell_len

from comparison_samples import (
    CLAUDE,
    EXTRACTIVE,
    GPT,
    REPORT,
    claude_summary,
    extractive_summary,
    full_comparison,
    gpt_summary,
    run,
    summary_of,
)
from tersely.cli.compare.screen import screen
from tersely.comparison import Candidate, candidates, compare
from tersely.errors import TerselyError
from tersely.records import Document, Mark, ModelRef, Summary

THREE_AT_120 = """\
report.md · 68 words · 3 sections · style default · length medium

openai/gpt-6-luna                        anthropic/claude-haiku-5-5               extractive
34 words · 2.1 s · $0.0004               18 words · 2.1 s · $0.0004               18 words · 2.1 s · free
complete · 2/3 traced · 1 flag           complete · 1/1 traced · no flags         verbatim
──────────────────────────────────────   ──────────────────────────────────────   ──────────────────────────────────────
Use is at a ten-year high, but the       Visits grew 14 % to 1.93 million while   • Visits to the twelve branches rose
money runs out.                          the reserve shrank to eleven weeks.        by 14 % to 1.93 million, the highest
• Visits rose 14 % to 1.93 million.      2.4 million are missing.                   figure since 2016.
• Running costs rose 18 % [!1], mainly
  energy.
  • Maria Lindqvist said so in Oslo.

Where it comes from (start to end of the document)
▆▁▃▁▁▅▁▁▁█  2 of 3 sections              ▆▁▃▁▁▅▁▁▁█  2 of 3 sections              ▆▁▃▁▁▅▁▁▁█  2 of 3 sections

Not in the source
  [!1] openai  18 %  nearest: “rose by 1.8 %”  § Costs, line 6

Said by only one model (all found in the source)
  openai      Maria Lindqvist (§ Costs, line 6); Oslo (§ Costs, line 6)
  anthropic   eleven weeks (§ Reserve, line 9); 2.4 million (§ Reserve, line 9)
  extractive  twelve (§ Use, line 2); 2016 (§ Use, line 2)

Said by all: 14 %, 1.93 million"""


def lines(width: int) -> list[str]:
    """The full comparison at `width`, as plain text."""
    return [line.plain for line in screen(full_comparison(), width)]


def test_three_models_at_120_columns() -> None:
    """The screen of the mock-up."""
    comparison = run(
        {GPT: gpt_summary(), CLAUDE: claude_summary(), EXTRACTIVE: extractive_summary()}
    )
    assert (
        "\n".join(line.plain for line in screen(comparison, 120, length="medium")) == THREE_AT_120
    )


@pytest.mark.parametrize("width", [20, 60, 100, 120, 160, 220])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Chinese, Japanese, emoji and a long URL included; nothing of the text is lost by wrapping."""
    shown = lines(width)
    assert max(map(cell_len, shown)) <= width
    text = "".join("".join(shown).split())
    assert "訪問者数は14%増えました👍🏽" in text or width == 220


@pytest.mark.parametrize("width", [60, 160, 220])
def test_what_a_model_wrote_is_neither_obeyed_nor_parsed(width: int) -> None:
    """No escape, no bidi control; square brackets are text, not Rich markup."""
    shown = lines(width)
    assert not any(ord(c) < 32 or c in "\x7f\u202e" for line in shown for c in line)
    assert "markup[/]" in "".join("".join(shown).split())


def test_columns_need_32_cells_each() -> None:
    """Five columns fit into 172 cells and not into 171; four into 140."""
    assert any(line.count("─" * 32 + "   ") == 4 for line in lines(172))
    assert all("─   ─" not in line for line in lines(171))


@pytest.mark.parametrize("width", [60, 220])
def test_a_failure_and_a_cut_answer_say_so(width: int) -> None:
    """The failed column holds cause and remedy, the cut one its last line."""
    shown = " ".join("\n".join(lines(width)).split())
    assert "failed · missing key" in shown
    assert "tersely keys set gemini" in shown
    assert "cut · 0/1 traced · 1 flag" in shown


def test_repeats_say_how_alike_they_are() -> None:
    """Two different answers of one model: one line with their agreement."""
    texts = iter(["Visits rose by a seventh.", "Visits rose by a third."])

    async def answer(candidate: Candidate) -> Summary:
        return summary_of(next(texts), candidate.model)

    comparison = asyncio.run(compare(REPORT, candidates([GPT], ["default"], repeat=2), answer))
    shown = [line.plain for line in screen(comparison, 120)]
    assert "Agreement: 0.80 to 0.80 (ROUGE-1 F of each pair; 1 is word for word)" in shown


def test_a_long_heading_is_cut_before_its_line() -> None:
    """The line number is what leads to the place."""
    heading = "A heading that goes on and on beyond any column"
    text = f"# {heading}\nThe library in Oslo was shut.\n"
    document = Document("d", text, marks=(Mark("heading", 0, heading, 1),))
    outcomes: dict[ModelRef, Summary | TerselyError] = {
        GPT: summary_of("It was in Oslo.", GPT),
        CLAUDE: summary_of("It was shut.", CLAUDE),
    }
    shown = "\n".join(line.plain for line in screen(run(outcomes, document), 120))
    assert "Oslo (§ A heading that goes on and on…, line 2)" in shown
