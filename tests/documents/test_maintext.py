"""Where the main text of a page stands."""

from __future__ import annotations

import lxml.html

from tersely.documents.maintext import smallest_holding


def test_the_answers_to_a_question_are_all_read() -> None:
    """And the question, where the main text was taken to be the longest answer alone."""
    sentences = (
        "The crane of the northern quay was repaired in three weeks by a firm from the island. ",
        "A diver told the council that no bolt had been changed before the storm of March. ",
        "Our department paid eleven thousand for steel, and the port authority paid for labor. ",
        "Nobody kept the invoices, so every price that is named here comes from a newspaper. ",
        "In my memory it took much longer, because the ferry could not bring heavy parts. ",
    )
    said = [sentence * (9 if k == 2 else 4) for k, sentence in enumerate(sentences)]
    answers = "".join(
        f'<div class="answer no{k}"><p>{words}</p></div>' for k, words in enumerate(said)
    )
    links = "".join(f'<li><a href="/{k}">Another question {k}</a></li>' for k in range(30))
    page = (
        '<div class="site"><div id="main"><div class="question"><p>Who has repaired the crane of the '
        "northern quay, how long did it take, and what was the price of it?</p></div>"
        f'<div id="answers">{answers}</div></div><div id="side"><ul>{links}</ul></div></div>'
    )
    root = lxml.html.document_fromstring(page)
    assert smallest_holding(said[2], root).get("id") == "main"
    alone = page.replace("answer no1", "note").replace("answer no3", "note").replace("no4", "x")
    alone = alone.replace("answer no0", "lead")
    root = lxml.html.document_fromstring(alone)
    assert smallest_holding(said[2], root).text_content().strip() == said[2].strip()
