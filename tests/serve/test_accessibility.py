"""The page as a screen reader and a keyboard have it, by Chromium's own accessibility tree."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import chromium
import wire

from .running import Running

pytestmark = pytest.mark.thorough

EXAMPLES = Path(__file__).parents[2] / "examples"
# Roles that say nothing of what an element is for.
NO_ROLE = {"generic", "none", "GenericContainer", "Unknown", ""}
FORM = [
    "link: Skip to the content",
    "button: A file — drop it here or choose it: PDF, Word, e-book, mail, web page, text …",
    "textbox: or a text",
    "textbox: or the address of a page",
    "region: Models",
    "checkbox: openai/gpt-6-luna",
    "combobox: Length",
    "combobox: Style",
    "textbox: What to look for",
    "button: Summarize",
]


@pytest.fixture
def tree(page: chromium.Page) -> Iterator[chromium.Page]:
    """The browser with its accessibility tree kept up to date."""
    page.send("Accessibility.enable")
    yield page
    page.send("Accessibility.disable")


def nodes(page: chromium.Page) -> list[dict[str, Any]]:
    """The nodes of the tree that a reader meets."""
    listed: list[dict[str, Any]] = page.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in listed if not node.get("ignored")]


def property_of(node: dict[str, Any], name: str) -> Any:
    """A property of a node, None where it has none."""
    return next(
        (p["value"]["value"] for p in node.get("properties", ()) if p["name"] == name), None
    )


def described(node: dict[str, Any]) -> str:
    """Its role and its name, in one space each."""
    role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
    return f"{role}: {' '.join(name.split())}"


def assert_named(page: chromium.Page) -> None:
    """Whatever can be focused says what it is and what it is called; headings skip no level."""
    heard = nodes(page)
    for node in heard:
        if not property_of(node, "focusable") or node["role"]["value"] == "RootWebArea":
            continue
        role, _, name = described(node).partition(": ")
        assert role not in NO_ROLE, described(node)
        assert name, role
    levels = [property_of(node, "level") for node in heard if node["role"]["value"] == "heading"]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    roles = [node["role"]["value"] for node in heard]
    assert roles.count("main") == 1


def live(page: chromium.Page) -> dict[str, str]:
    """The live regions: how urgent each is, by its role."""
    regions = [node for node in nodes(page) if property_of(node, "live") not in (None, "off")]
    return {node["role"]["value"]: property_of(node, "live") for node in regions}


def press(page: chromium.Page, key: str, code: int) -> None:
    """Press a key as a user does."""
    for kind in ("rawKeyDown", "keyUp"):
        page.send(
            "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
        )


def tabbed(page: chromium.Page, times: int) -> list[str]:
    """What the focus meets by so many presses of Tab from the top of the page."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    met = []
    for _ in range(times):
        press(page, "Tab", 9)
        focused = page.send("Runtime.evaluate", expression="document.activeElement")["result"]
        (node,) = page.send(
            "Accessibility.getPartialAXTree", objectId=focused["objectId"], fetchRelatives=False
        )["nodes"]
        met.append(described(node))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    return met


def test_the_form_is_met_in_order_by_name_and_says_what_it_finds(
    tree: chromium.Page, paid: Running
) -> None:
    """Tab goes from above to below; what is found of a file is a status, an error an alert."""
    assert_named(tree)
    models = tree.evaluate("document.querySelectorAll('[name=models]').length")
    met = tabbed(tree, len(FORM) + models - 1)
    first = FORM.index("checkbox: openai/gpt-6-luna")
    boxes = met[first : first + models]
    assert all(box.startswith("checkbox: ") for box in boxes)
    assert len(set(boxes)) == models > 1
    assert [*met[: first + 1], *met[first + models :]] == FORM
    assert live(tree) == {"status": "polite"}
    tree.choose_file("#file", EXAMPLES / "report.md")
    tree.until("document.getElementById('facts').textContent.includes('words')")
    status = next(node for node in nodes(tree) if node["role"]["value"] == "status")
    children = {child["nodeId"]: child for child in nodes(tree)}
    assert "words" in "".join(described(children[k]) for k in status["childIds"] if k in children)
    tree.visit(f"{paid.url}/jobs/nothing")
    tree.visit(f"{paid.url}/")
    tree.evaluate("document.querySelector('form#order').submit()")
    tree.until("document.querySelector('[role=alert]') !== null")
    assert live(tree)["alert"] == "assertive"


def test_a_summary_is_read_and_checked_without_a_mouse(
    tree: chromium.Page, service: wire.WireServer
) -> None:
    """While it is written its state is told; a sentence is a button, and Enter leads to its
    passage, which is told.
    """
    service.reply = lambda _request: wire.Answer(text="Visits rose by 47 % to 1.93 million.")
    service.hold()
    tree.choose_file("#file", EXAMPLES / "report.md")
    tree.click("[value=extractive]")
    tree.click(".primary")
    tree.until("document.getElementById('job') !== null")
    assert service.wait_for(1)
    assert_named(tree)
    assert live(tree) == {"status": "polite"}
    service.release()
    tree.until("document.querySelector('article .claim') !== null")
    assert_named(tree)
    first = next(met for met in tabbed(tree, 8) if met.startswith("button: "))
    tree.evaluate("document.querySelector('article .claim').focus()")
    press(tree, "Enter", 13)
    tree.until("document.querySelector('.claim.on[aria-pressed=true]') !== null")
    pressed = [node for node in nodes(tree) if property_of(node, "pressed") == "true"]
    assert first in [described(node) for node in pressed]
    assert live(tree) == {"status": "polite"}
    assert tree.evaluate("document.getElementById('hint').textContent") != ""
    tree.click(".home a")
    tree.until("document.querySelector('.history a') !== null")
    assert_named(tree)
    names = [described(node) for node in nodes(tree)]
    assert "link: report.md" in names
    assert "button: Forget report.md" in names


def test_a_page_that_is_locked_says_so(tree: chromium.Page, paid: Running) -> None:
    """Its field has a name, too."""
    tree.send("Network.clearBrowserCookies")
    tree.visit(f"{paid.url}/")
    assert_named(tree)
    assert live(tree) == {"alert": "assertive"}
    assert "textbox: The token of this server" in [described(node) for node in nodes(tree)]
