"""A model service on the loopback interface that plays the exact bytes of the vendors' APIs, faults
included.

    with wire.serve() as server:
        server.script(Answer(text="First."), Answer.failure("rate_limit", retry_after="1"))
        ... talk to server.url("openai") ...
        assert server.requests[0].text.startswith("Summarize")

The first path segment names the provider: openai (Responses and chat), anthropic, gemini (v1 and
v1beta), and any other name speaks chat completions. Standard library only; by hand:
`PYTHONPATH=tests python -m wire --port 8080`.
"""

from .answer import Answer
from .request import WireRequest
from .server import RateLimit, WireServer, serve

__all__ = ["Answer", "RateLimit", "WireRequest", "WireServer", "serve"]
