"""From whatever a call can end with to an error of ours: exceptions of the SDK and of the HTTP
client, and replies that are none.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import BadReply, TerselyError
from ..provider import Endpoint
from ._failure import Failure, Pages
from ._reader import NotAnAnswer, Told
from ._wording import sanitize_message

# What reading a reply of another shape than the API promises ends with: a list where an object
# should be, and the like.
MISSHAPEN = (AttributeError, LookupError, TypeError, ValueError)


class Translator:
    """Knows the endpoint that failed. `vendor_failure` reads an exception of the SDK; None: it is
    no HTTP error.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        base_url: str,
        facts: Callable[[], Pages],
        vendor_failure: Callable[[Exception], Failure | None],
    ) -> None:
        self._endpoint, self._base_url = endpoint, base_url
        self._facts, self._vendor_failure = facts, vendor_failure

    def bad_reply(self, what: str, *, retryable: bool = True) -> BadReply:
        """The error for a reply that cannot be used."""
        name = self._endpoint.provider
        hint = "Try again; if it stays, check the base URL."
        what = sanitize_message(what, self._endpoint)
        return BadReply(f"{name}: {what}.", provider=name, retryable=retryable, hint=hint)

    def translated(self, error: Exception) -> TerselyError:
        """The error of ours."""
        from ._reply import Flood

        if isinstance(error, TerselyError):
            return error
        if isinstance(error, Told):
            return error.failure.error(self._endpoint, self._facts())
        if isinstance(error, NotAnAnswer):
            return self.bad_reply(str(error))
        if isinstance(error, Flood):
            return self.bad_reply("the reply is far larger than any answer", retryable=False)
        return self._of_sdk(error)

    def _of_sdk(self, error: Exception) -> TerselyError:
        import httpx2

        from ._line import line_failure

        if isinstance(error, httpx2.DecodingError):
            return self.bad_reply("the reply cannot be decoded")
        if isinstance(error, httpx2.HTTPError | TimeoutError):
            return line_failure(error, self._endpoint, self._facts(), self._base_url)
        if isinstance(error, ValueError):
            return self.bad_reply("the reply is not valid JSON")
        if isinstance(error, MISSHAPEN):
            return self.bad_reply("the reply is not what the API promises")
        failure = self._vendor_failure(error)
        if failure:
            return failure.error(self._endpoint, self._facts())
        return line_failure(error, self._endpoint, self._facts(), self._base_url)
