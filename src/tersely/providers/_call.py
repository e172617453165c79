"""One call of a service: from the request over the bytes of its reply to the Completion."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import perf_counter
from typing import TYPE_CHECKING

from ..errors import BadRequest, TerselyError
from ..records import Completion, Finish, Request
from ._failure import Failure
from ._outcome import Heard
from ._reader import EmptyReply, Growing, Told
from ._thinking import TextFilter

if TYPE_CHECKING:
    from ._reply import Clock, Reply
    from ._service import Service

# A request is sent anew for each default of ours that a service refuses; there are no more of them.
MOST_CONCESSIONS = 4
# After a stream without a byte: until the connection is seen to be closed.
LEAVE_S = 0.05


class Call:
    """Asks `service` once, in one piece or as a stream. `heard` is what has come so far."""

    def __init__(self, service: Service, request: Request, *, streaming: bool) -> None:
        self._service, self._request, self._streaming = service, request, streaming
        self.heard = Heard(service._reader())

    async def items(
        self, texts: AsyncGenerator[str] | None = None
    ) -> AsyncGenerator[str | Completion]:
        """Text as it comes, then the Completion. `texts` are those of a reply that is there
        already; by default it is asked for.
        """
        service, request, heard = self._service, self._request, self.heard
        failure: TerselyError | None = None
        completion: Completion | None = None
        try:
            service._outcome.check_window(request)
            async with aclosing(self._pieces(texts or self._texts())) as pieces:
                async for piece in pieces:
                    heard.text.append(piece)
                    yield piece
            completion = service._outcome.completion(request, heard)
        except service._caught as error:
            failure = service._errors.translated(error)
        # Raised out here, so that no __context__ leads to the vendor's exception, which holds the
        # key.
        if failure is not None:
            raise service._outcome.accounted(failure, request, heard)
        assert completion is not None
        yield completion

    def check_answered(self) -> None:
        """Raises Told or BadReply for a reply that is no answer."""
        reader = self.heard.reader
        if reader.failed:
            raise Told(Failure(status=500, message=f"the model failed: {reader.word}"))
        if not reader.told and not self.heard.raw:
            raise self._service._errors.bad_reply("the reply holds no answer")

    async def _pieces(self, texts: AsyncGenerator[str]) -> AsyncGenerator[str]:
        """The text of the answer, as much of it as can go out at a time."""
        service, heard = self._service, self.heard
        visible = TextFilter(service._secrets, unopened=service._thinks_unopened)
        async with aclosing(texts) as raw:
            async for text in raw:
                heard.raw.append(text)
                piece = visible.feed(text)
                if visible.leaked:
                    service._thinks_unopened = True
                    if self._streaming and heard.text:
                        # What was shown cannot be taken back. The next try holds all back until
                        # the reasoning ends.
                        raise service._errors.bad_reply(
                            "the answer began with reasoning that no tag opened"
                        )
                    visible = TextFilter(service._secrets, unopened=True)
                    piece = visible.feed("".join(heard.raw))
                if piece:
                    if heard.first_token_s is None:
                        heard.first_token_s = perf_counter() - heard.started
                    yield piece
        rest = visible.flush(cut=heard.reader.ending() is Finish.LENGTH)
        heard.reasoned = heard.reader.reasoned or visible.reasoned
        if rest:
            yield rest

    async def _texts(self) -> AsyncGenerator[str]:
        """The text of each document of the reply, until the answer has ended.

        Some servers begin a stream with 200 and then fail without a byte of it: asked for the
        answer in one piece they say why.
        """
        try:
            async with aclosing(self._texts_once(streaming=self._streaming)) as texts:
                async for text in texts:
                    yield text
            return
        except EmptyReply:
            if not self._streaming:
                raise
        # Such a server closes the connection a moment later; it must not be used again.
        await asyncio.sleep(LEAVE_S)
        self.heard.reader = self._service._reader()
        nothing: EmptyReply | None = None
        try:
            async with aclosing(self._texts_once(streaming=False)) as texts:
                async for text in texts:
                    yield text
        except EmptyReply as error:
            nothing = error
        # Raised out here, so that nothing is its __context__.
        if nothing:
            raise self._service._errors.bad_reply(str(nothing), retryable=False)

    async def _texts_once(self, *, streaming: bool) -> AsyncGenerator[str]:
        """The same, asked once."""
        import httpx2

        heard = self.heard
        reply = heard.reply = await self._open(streaming=streaming)
        reader, growing = heard.reader, Growing()
        try:
            async with aclosing(reply.documents()) as documents:
                async for document in documents:
                    if text := growing.new(reader.feed(document)):
                        yield text
                    if reader.told:
                        reply.hurry()
                    if reader.closed:
                        break
        except (httpx2.HTTPError, TimeoutError):
            if not reader.told:
                raise
        finally:
            await reply.aclose()
        if not reader.failed and not reader.told and not reply.ended and not reader.closed:
            raise self._service._errors.bad_reply("the stream ended before the answer did")
        self.check_answered()

    async def _open(self, *, streaming: bool) -> Reply:
        """The reply, from its headers on."""
        from ._border import Exchange, taking
        from ._reply import Clock, Reply

        clocks = self._service._endpoint.timeouts
        clock = Clock.start(clocks.silence_s or clocks.call_s, clocks.call_s)
        exchange = Exchange()
        before = taking.set(exchange)
        try:
            await self._send(clock, streaming=streaming)
        finally:
            taking.reset(before)
        if exchange.response is None:
            raise EmptyReply
        self._service._learn(exchange.response.headers)
        return Reply(exchange.response, clock, self._request.max_output_tokens)

    async def _send(self, clock: Clock, *, streaming: bool) -> None:
        """Send the request, and anew without each default of ours that the service refuses."""
        service, request = self._service, self._request
        for left in range(MOST_CONCESSIONS, -1, -1):
            defaults = service._defaults()
            try:
                async with asyncio.timeout_at(clock.next_by()):
                    await service._send(request, stream=streaming)
                return
            except service._caught as error:
                failure = service._errors.translated(error)
            if not left or not isinstance(failure, BadRequest):
                raise failure
            # Another call may have met the same refusal in the meantime.
            if defaults == service._defaults() and not service._concede(failure, request):
                raise failure
            self.heard.reader = service._reader()
