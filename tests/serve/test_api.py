"""The HTTP API: what it answers, what it refuses, and what becomes of work whose client is gone."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

import wire
from faulty_codec import FAULTY, FAULTY_CODEC
from tersely.serve.jobs import Limits
from tersely.serve.server import ServerLimits

from .running import TOKEN, Running, running

EXAMPLES = Path(__file__).parents[2] / "examples"
REPORT = EXAMPLES / "report.md"
TEXT = {"text": REPORT.read_text("utf-8")}


def file_of(path: Path) -> dict[str, Any]:
    """The file of a form."""
    return {"file": (path.name, path.read_bytes())}


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json", "/v1/jobs", "/", "/v1/jobs/nosuch"])
def test_head_is_get_without_the_body(here: Running, path: str) -> None:
    """Same status and same headers."""
    with here.client() as client:
        whole, head = client.get(path), client.head(path)
    assert head.status_code == whole.status_code
    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))


def test_a_look_uses_no_link_up(here: Running) -> None:
    """Programs that show links to others ask for their head."""
    with here.client() as client:
        assert client.head("/open?token=x").status_code == 405
        assert client.head("/v1/jobs/nosuch/events").status_code == 405


def test_each_kind_of_work_answers_json_and_forms(here: Running) -> None:
    """With the objects of the command line."""
    with here.client() as client:
        for given in (
            {"json": TEXT | {"length": "3b"}},
            {"files": file_of(REPORT), "data": {"length": "3b"}},
        ):
            summary = client.post("/v1/summaries", **given)
            assert summary.status_code == 200
            assert summary.json()["text"].count("\n- ") == 2
            job = client.get(summary.headers["location"]).json()
            assert (job["state"], job["result"]) == ("done", summary.json())
        plans = client.post(
            "/v1/plans",
            files=file_of(EXAMPLES / "report.pdf"),
            data={"models": ["extractive", "nope"]},
        ).json()
        assert plans["facts"]["pages"] == 5
        assert "error" in plans["plans"][1]
        check = client.post("/v1/checks", json=TEXT | {"summary": "Visits rose by 47 %."}).json()
        assert [flag["text"] for flag in check["flags"]] == ["47 %"]
        columns = client.post("/v1/comparisons", json=TEXT | {"models": ["extractive"]}).json()[
            "columns"
        ]
        assert [column["label"] for column in columns] == ["extractive"]
        assert "minutes" in client.get("/v1/styles").json()
        assert client.get("/v1/models").json()[-1]["ref"] == "extractive"
        assert [job["kind"] for job in client.get("/v1/jobs").json()][-1] == "summary"


PROBLEMS: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (422, "InvalidRequest", {"json": {}}),
    (422, "InvalidRequest", {"json": TEXT | {"url": "http://example.org"}}),
    (422, "InvalidRequest", {"json": TEXT | {"lenght": "short"}}),
    (422, "InvalidRequest", {"json": TEXT | {"length": "long-ish"}}),
    (422, "InvalidRequest", {"json": TEXT | {"max_cost": "much"}}),
    (422, "InvalidRequest", {"json": {"url": "file:///etc/passwd"}}),
    (422, "InvalidRequest", {"json": [1]}),
    (422, "InvalidRequest", {"content": b"{", "headers": {"Content-Type": "application/json"}}),
    (422, "InvalidRequest", {"content": b'{"text": "\\ud800"}', "headers": {"Content-Type": "application/json"}}),
    (422, "InvalidRequest", {"content": b"[" * 99_999, "headers": {"Content-Type": "application/json"}}),
    (422, "InvalidRequest", {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}),
    (415, "UnsupportedMediaType", {"content": b"a", "headers": {"Content-Type": "text/plain"}}),
    (409, "UsageError", {"json": TEXT | {"model": "nope"}}),
    (409, "UsageError", {"json": TEXT | {"style": "minuets"}}),
    (409, "UsageError", {"json": TEXT | {"max_cost": 7}}),
    (409, "UsageError", {"json": TEXT | {"model": "/etc/passwd.gguf"}}),
    (409, "InputError", {"json": {"text": "\u200b"}}),
    (409, "InputError", {"json": {"url": "http://127.0.0.1:9/x"}}),
    (409, "InputError", {"files": {"file": ("a.bin", bytes(range(256)) * 40)}}),
    (403, "MissingKey", {"json": TEXT | {"model": "anthropic"}}),
)  # fmt: skip


def test_what_cannot_be_done_is_a_problem(here: Running, subtests: pytest.Subtests) -> None:
    """With cause and remedy, and the kind of the command line; the same server goes on."""
    for status, kind, given in PROBLEMS:
        with subtests.test(given=str(given)[:80]), here.client() as client:
            answer = client.post("/v1/summaries", **given)
            assert (answer.status_code, answer.json()["kind"]) == (status, kind)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["detail"].endswith(".")


def test_what_offline_leaves_out_is_listed_with_its_reason() -> None:
    """As `tersely models` does it: what can be used, and why the rest cannot."""
    with running(offline=True) as server, server.client() as client:
        rows = {row["ref"]: row["state"] for row in client.get("/v1/models").json()}
    assert rows["extractive"].startswith("yes")
    assert next(rows[ref] for ref in rows if ref.startswith("openai/")) == "not with --offline"
    assert next(rows[ref] for ref in rows if ref.startswith("ollama/")).startswith("yes")


def test_strangers_are_refused(here: Running) -> None:
    """Without the token, by another name (DNS rebinding), from another site."""
    for headers, status in (
        ({}, 401),
        ({"Authorization": "Bearer x"}, 401),
        ({"Authorization": f"Bearer {TOKEN}", "Host": "evil.example"}, 421),
        ({"Authorization": f"Bearer {TOKEN}", "Origin": "http://evil.example"}, 403),
        ({"Authorization": f"Bearer {TOKEN}", "Sec-Fetch-Site": "cross-site"}, 403),
    ):
        for path in ("/v1/models", "/v1/jobs", "/openapi.json", "/", "/jobs/x", "/static/serve.js"):
            assert httpx2.get(here.url + path, headers=headers).status_code == status
    assert httpx2.get(f"{here.url}/healthz").json() == {"status": "ok"}
    with here.client() as client:
        answer = client.get("/v1/nothing")
        assert (answer.status_code, answer.json()["kind"]) == (404, "NotFound")
        assert client.put("/v1/jobs").headers["allow"] == "GET"
        assert client.put("/v1/jobs/x").headers["allow"] == "DELETE, GET"
        keyless = client.post("/v1/plans", json=TEXT, headers={"Idempotency-Key": ""})
        assert keyless.status_code == 422
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_text_comes_as_it_is_written(paid: Running, service: wire.WireServer) -> None:
    """Its pieces join to the result, also where the line was lost and it began anew."""
    service.script(wire.Answer(text="One. Two. Three. Four.", fault="drop"))
    with (
        paid.client(Accept="text/event-stream") as client,
        running(model="openai", retries=2) as other,
    ):
        answer = client.post("/v1/summaries", json=TEXT)
        assert "event: failed" in answer.text
        with other.client(Accept="text/event-stream") as second:
            events = _events(second.post("/v1/summaries", json=TEXT).text)
    written = "".join(value["text"] for name, value in events if name == "delta")
    name, last = events[-1]
    assert name == "done"
    assert written == last["result"]["text"]


@pytest.mark.thorough
def test_work_goes_on_without_its_client(paid: Running, service: wire.WireServer) -> None:
    """Who comes back with the same key finds it; another request may not use that key."""
    service.hold()
    key = {"Idempotency-Key": "report-1"}
    with paid.client() as client:
        with pytest.raises(httpx2.ReadTimeout):
            client.post("/v1/summaries", json=TEXT, headers=key, timeout=1)
        assert service.wait_for(1)
        other = client.post("/v1/summaries", json=TEXT | {"focus": "money"}, headers=key)
        assert (other.status_code, other.json()["kind"]) == (409, "KeyReused")
        service.release()
        again = client.post("/v1/summaries", json=TEXT, headers=key)
        assert again.status_code == 200
        assert len(service.requests) == 1


def test_equal_requests_at_once_are_paid_once(paid: Running, service: wire.WireServer) -> None:
    """The second waits for the first, and is answered from the cache."""
    with paid.client() as client, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post("/v1/summaries", json=TEXT).json(), range(4)))
    assert sorted(answer["reused"] for answer in answers) == [0, 1, 1, 1]
    assert len(service.requests) == 1


def test_equal_calls_of_different_requests_are_paid_once(
    paid: Running, service: wire.WireServer
) -> None:
    """A summary and a column of a comparison are the same call to the model."""
    service.hold()
    asynchronous = {"Prefer": "respond-async"}
    with paid.client(**asynchronous) as client:
        one = client.post("/v1/summaries", json=TEXT).json()
        assert service.wait_for(1)
        both = TEXT | {"models": ["openai", "extractive"]}
        other = client.post("/v1/comparisons", json=both).json()
        service.release()
        for job in (one, other):
            client.get(f"/v1/jobs/{job['id']}/events")
        ended = client.get(f"/v1/jobs/{other['id']}").json()
    assert ended["result"]["columns"][0]["model"] == "openai/gpt-6-luna"
    assert len(service.requests) == 1


def test_a_cancelled_job_drops_its_call(paid: Running, service: wire.WireServer) -> None:
    """And says so to everybody who waits; one that is deleted is not there any more."""
    service.hold()
    with paid.client() as client:
        job = client.post("/v1/summaries", json=TEXT, headers={"Prefer": "respond-async"})
        assert job.status_code == 202
        where = job.headers["location"]
        assert service.wait_for(1)
        assert client.post(f"{where}/cancel").status_code == 202
        assert _events(client.get(f"{where}/events").text)[-1][0] == "cancelled"
        assert client.get(where).json()["state"] == "cancelled"
        while service.in_flight:
            assert client.get(where).status_code == 200
        assert client.delete(where).status_code == 204
        assert client.get(where).status_code == 404
    service.release()


def test_too_much_is_refused() -> None:
    """A body above the limit, told before or met on the way; and more jobs than can wait."""
    limits = ServerLimits(upload_bytes=20_000, jobs=Limits(running=1, waiting=1), grace_s=0)
    with running(limits=limits) as server, server.client() as client:
        large = json.dumps({"text": "A ship came. " * 5_000}).encode()
        headers = {"Content-Type": "application/json"}
        for content in (large, iter([large[:9_000], large[9_000:]])):
            answer = client.post("/v1/summaries", content=content, headers=headers)
            assert (answer.status_code, answer.json()["kind"]) == (413, "TooLarge")
    with wire.serve() as service, pytest.MonkeyPatch.context() as patch:
        for name, value in service.environment().items():
            patch.setenv(name, value)
        service.hold()
        with running(limits=limits, model="openai") as server, server.client() as client:
            slowly = {"Prefer": "respond-async"}
            answers = [
                client.post("/v1/summaries", json=text_of(number), headers=slowly)
                for number in range(3)
            ]
            assert [answer.status_code for answer in answers] == [202, 202, 429]
            assert answers[2].headers["retry-after"] == "5"
            service.release()


def text_of(number: int) -> dict[str, str]:
    """A text of its own."""
    return {"text": f"Ship {number} came late. " * 60}


def test_fifty_uploads_at_once_and_a_reader_that_reads_nothing(here: Running) -> None:
    """All are answered, whoever does not read."""
    host, port = here.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as idle:
        body = json.dumps(TEXT | {"length": "xl"}).encode()
        head = (
            f"POST /v1/summaries HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {TOKEN}\r\n"
            "Accept: text/event-stream\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        idle.sendall(head.encode() + body)
        with here.client() as client, ThreadPoolExecutor(50) as pool:

            def upload(number: int) -> int:
                data = f"The ship {number} came late. ".encode() * 40
                answer = client.post("/v1/summaries", files={"file": (f"{number}.txt", data)})
                return answer.status_code

            assert set(pool.map(upload, range(50))) == {200}
    # A job gives its bytes back in a turn of the loop behind its answer.
    turns = (httpx2.get(f"{here.url}/healthz") for _ in range(100))
    assert any(here.service.api.intake.holding.bytes == 0 for _ in turns)


def test_a_failing_service_is_a_problem_without_its_key(
    paid: Running, service: wire.WireServer
) -> None:
    """Its kind and what was spent."""
    service.reply = lambda _request: wire.Answer.failure("server", detail="sk-wire-openai")
    with paid.client() as client:
        answer = client.post("/v1/summaries", json=TEXT)
    assert (answer.status_code, answer.json()["kind"]) == (502, "ServerFailed")
    assert answer.json()["spent"]["calls"] == 1
    assert "sk-wire" not in answer.text


def test_costs_are_limited_for_all_requests_together(service: wire.WireServer) -> None:
    """Nothing is sent."""
    with running(model="openai", session_usd=0.00001) as server, server.client() as client:
        answer = client.post("/v1/summaries", json=TEXT)
    assert (answer.status_code, answer.json()["kind"]) == (402, "BudgetExceeded")
    assert service.requests == []


def test_a_bug_in_one_request_ends_no_other(capfd: pytest.CaptureFixture[str]) -> None:
    """500 with what is needed for a report, nothing of the text, and the server goes on."""
    with running(encoding=FAULTY_CODEC) as here, here.client() as client:
        faulty = {"file": ("notes.txt", b"words of the text, and " + FAULTY)}
        for path in ("summaries", "comparisons", "plans"):
            answer = client.post(f"/v1/{path}", files=faulty)
            told = answer.json()
            assert (answer.status_code, told["kind"], told["exit_code"]) == (500, "Bug", 1)
            assert told["detail"].startswith("This is a bug in tersely: ZeroDivisionError in")
            assert "words of the text" not in answer.text
        assert client.post("/v1/summaries", json=TEXT).status_code == 200
    assert "Traceback" not in capfd.readouterr().err


def _events(text: str) -> list[tuple[str, dict[str, Any]]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [
        (lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: ")))
        for lines in blocks
        if len(lines) == 2
    ]
