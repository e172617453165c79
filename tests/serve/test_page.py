"""The page in a real browser: the main path by clicking, and what strangers and hostile texts get."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

import chromium
import wire
from contrast import CONTRAST
from tersely.app.guard import Links

from .running import Running

pytestmark = pytest.mark.thorough

EXAMPLES = Path(__file__).parents[2] / "examples"
ANSWER = "Visits rose by 47 % to 1.93 million. The reserve covers eleven weeks of running costs."
HOSTILE = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'
OWNED = "document.title === 'owned' || document.querySelectorAll('img, main script').length > 0"


@pytest.mark.parametrize("width", [1280, 400])
def test_the_main_path(
    page: chromium.Page, paid: Running, service: wire.WireServer, width: int
) -> None:
    """A file is chosen, its costs are seen, two models write, a sentence leads to its passage."""
    service.reply = lambda _request: wire.Answer(text=ANSWER)
    page.look(width)
    assert "token" not in page.evaluate("location.href")
    page.choose_file("#file", EXAMPLES / "report.pdf")
    page.until("document.getElementById('facts').textContent.includes('2,380 words')")
    cost = page.evaluate("document.querySelector('[data-cost^=openai]').textContent")
    assert re.fullmatch(r"about \$0\.000\d", cost)
    assert service.requests == []
    assert page.evaluate(CONTRAST) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("[value=extractive]")
    page.click(".primary")
    page.until("document.querySelectorAll('article .claim').length > 5")
    assert page.evaluate("document.querySelectorAll('article').length") == 2
    assert "47 %" in page.evaluate("document.querySelector('article .flag').textContent")
    page.click("article:last-of-type .claim")
    page.until("document.querySelector('.source .hit') !== null")
    passages = page.evaluate(
        "[...document.querySelectorAll('.source .hit')].map((hit) => hit.textContent).join('')"
    )
    sentence = page.evaluate("document.querySelector('.claim.on').textContent")
    assert " ".join(sentence.split()) in " ".join(passages.split())
    assert page.evaluate(CONTRAST) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    hosts = {url.split("/")[2] for url in page.requested() if url.startswith("http")}
    assert hosts == {paid.url.removeprefix("http://")}
    assert page.complaints() == []
    page.click(".home a")
    page.until("document.querySelector('.history a') !== null")
    assert page.evaluate("document.querySelector('.history a').textContent") == "report.pdf"


def test_the_text_is_seen_while_it_is_written(
    page: chromium.Page, service: wire.WireServer
) -> None:
    """And a job that waits can be cancelled."""
    service.hold()
    page.choose_file("#file", EXAMPLES / "report.md")
    page.click(".primary")
    page.until("document.getElementById('job') !== null")
    assert service.wait_for(1)
    page.click("#job button")
    page.until("document.querySelector('.notice') !== null")
    assert "cancelled" in page.evaluate("document.querySelector('.notice').textContent")
    service.release()


def test_it_works_without_scripts(page: chromium.Page, paid: Running) -> None:
    """Form, wait and result; only the cost beforehand is missing."""
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    page.visit(f"{paid.url}/")
    page.choose_file("#file", EXAMPLES / "report.md")
    page.events.clear()
    page.click(".primary")
    page.loaded()
    while not page.evaluate("document.querySelector('article .claim') !== null"):
        page.loaded()  # it looks again by itself
    assert page.complaints() == []


def test_what_others_wrote_stays_text(
    page: chromium.Page, paid: Running, service: wire.WireServer
) -> None:
    """In the name of a file, its text, the answer of a model, an address, and an error."""
    service.reply = lambda _request: wire.Answer(text=f"{ANSWER} {HOSTILE}")
    name = f"{HOSTILE.replace('/', '')}.md"
    text = ((EXAMPLES / "report.md").read_text("utf-8") + HOSTILE).encode()
    with paid.client(Origin=paid.url) as client:
        sent = client.post("/jobs", files={"file": (name, text)}, data={"models": "openai"})
        failed = client.post("/jobs", files=form(text=HOSTILE * 9, models=HOSTILE[:200]))
        wrong = client.post("/jobs", files=form(text="a", length=HOSTILE[:19]))
        for answer in (sent, failed):
            assert answer.status_code == 303
            page.visit(paid.url + answer.headers["location"])
            page.until("document.querySelector('article .claim, .notice') !== null")
            assert not page.evaluate(OWNED)
        assert wrong.status_code == 422
        assert "<img" not in wrong.text
    page.visit(f"{paid.url}/")
    assert "onerror" in page.evaluate("document.querySelector('.history').textContent")
    assert not page.evaluate(OWNED)
    service.reply = lambda _request: wire.Answer.failure("server", detail=HOSTILE)
    with paid.client(Origin=paid.url) as client:
        broken = client.post("/jobs", files={"file": ("a.md", text)}, data={"models": "anthropic"})
    page.visit(paid.url + broken.headers["location"])
    page.until("document.querySelector('.notice') !== null")
    assert not page.evaluate(OWNED)


def form(**fields: str) -> dict[str, tuple[None, str]]:
    """Fields as a browser sends them."""
    return {name: (None, value) for name, value in fields.items()}


@pytest.fixture
def evil() -> Iterator[str]:
    """Another site on this machine."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(
                b"<!doctype html><form method=post enctype=multipart/form-data></form>"
            )

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_other_sites_get_nothing(page: chromium.Page, paid: Running, evil: str) -> None:
    """Neither by a script, nor by a form, nor in a frame, nor by another name of this machine."""
    page.visit(evil)
    for url in (paid.url, paid.url.replace("127.0.0.1", "localhost")):
        page.evaluate(
            f"""window.ended = false; fetch("{url}/v1/summaries", {{
              method: "POST", mode: "no-cors", credentials: "include", body: new URLSearchParams()
            }}).finally(() => {{ window.ended = true; }})"""
        )
        page.until("window.ended")
        page.evaluate(
            f"""window.ended = false; {{
              const frame = document.createElement("iframe");
              frame.src = "{url}/";
              frame.onload = () => {{ window.ended = true; }};
              document.body.append(frame);
            }}"""
        )
        page.until("window.ended")
        assert (
            page.evaluate(
                "(() => { try { return !!frames[0].document; } catch { return false; } })()"
            )
            is False
        )
        page.evaluate("document.querySelector('iframe').remove()")
    field = "const t = document.createElement('textarea'); t.name = 'text'; t.value = 'A ship. '.repeat(99)"
    page.evaluate(
        f"{field}; const f = document.forms[0]; f.action = '{paid.url}/jobs'; f.append(t); f.submit()"
    )
    page.until("document.body && document.body.textContent.includes('Another site')")
    rebound = paid.url.replace("127.0.0.1", "evil.localhost")
    page.visit(f"{rebound}/v1/jobs")
    assert "another server" in page.evaluate("document.body.textContent")
    assert list(paid.service.jobs) == []


def test_a_link_opens_one_browser(here: Running) -> None:
    """Its cookie is for this server alone and for no script; the next link is told."""
    told: list[str] = []
    links: Links = here.links
    links.on_used = lambda: told.append(links.new())
    link = links.new()
    with httpx2.Client() as first, httpx2.Client() as second:
        opened = first.get(link)
        assert (opened.status_code, opened.headers["location"]) == (303, "/")
        cookie = opened.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert first.get(f"{here.url}/").status_code == 200
        assert first.get(link).status_code == 303
        assert second.get(link).status_code == 401
        refused = second.get(f"{here.url}/", headers={"Accept": "text/html"})
        assert (refused.status_code, "<form" in refused.text) == (401, True)
        assert second.get(told[0]).status_code == 303


def test_results_are_downloaded(here: Running) -> None:
    """Markdown as on stdout, the JSON of the API, and a page that needs no server."""
    with here.client(Origin=here.url) as client:
        report = {"file": ("re port.md", (EXAMPLES / "report.md").read_bytes())}
        job = client.post("/jobs", files=report).headers["location"]
        client.get(f"/v1{job}/events")
        assert "article" in client.get(job).text
        markdown = client.get(f"{job}/summary.md")
        assert markdown.text.startswith("- ")
        assert 'filename="re-port.md.summary.md"' in markdown.headers["content-disposition"]
        assert client.get(f"{job}/summary.json").json()["text"] == markdown.text.strip()
        assert "<style>" in client.get(f"{job}/summary.html").text
        assert client.get(f"{job}/summary.exe").status_code == 404
        assert client.post(f"{job}/forget").status_code == 303
        assert client.get(job).status_code == 404
