"""Summarize a file by a running `tersely serve --token-file TOKEN`, and print the text as it comes.

python examples/serve_client.py TOKEN FILE [MODEL]
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import httpx2

SERVER = os.environ.get("TERSELY_SERVER", "http://127.0.0.1:8765")


def main(token_file: str, path: str, model: str = "extractive") -> None:
    headers = {"Authorization": f"Bearer {Path(token_file).read_text().strip()}"}
    with httpx2.Client(base_url=SERVER, headers=headers, timeout=None) as client:
        file = {"file": (Path(path).name, Path(path).read_bytes())}
        plan = client.post("/v1/plans", files=file, data={"models": [model]}).json()
        print(plan["facts"]["words"], "words", file=sys.stderr)
        with client.stream(
            "POST",
            "/v1/summaries",
            headers={"Accept": "text/event-stream"},
            files=file,
            data={"model": model, "length": "short"},
        ) as answer:
            if answer.is_error:
                answer.read()
                sys.exit(f"{answer.json()['detail']} {answer.json()['hint']}")
            show(answer)


def show(answer: httpx2.Response) -> None:
    """Print the events of a job: its text, then how it ended."""
    event = written = ""
    for line in answer.iter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "data":
            data = json.loads(value)
            if event == "delta":
                written += data["text"]
                print(data["text"], end="", flush=True)
            elif event == "done":
                result = data["result"]
                print("" if written else result["text"])
                print(result["status"], result["cost_usd"], "USD", file=sys.stderr)
            elif event == "failed":
                sys.exit(f"\n{data['problem']['detail']} {data['problem']['hint']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
