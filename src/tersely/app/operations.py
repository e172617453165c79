"""What a server can be asked for, one method each. All of it is done by the same entry points as
the command line; here is only what a server adds: which options a request may set, which files it
may read, and one limit of cost for all requests.

    source + options -> Context -> Document -> Session -> Summary, Comparison, plans, Check

The doors (mcp_server/, serve/) turn a request into a `Source` and options and a result into JSON by
`results`; they decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from .. import documents, grounding
from ..comparison import Comparison, candidates
from ..errors import InputError, TerselyError, UsageError
from ..events import Reading
from ..middleware import Allowance, Shared, SharedBudget
from ..records import Check, Document, ModelRef, Summary, usd
from .background import Watch
from .comparing import contenders, side_by_side
from .context import Context
from .model_selection import parse
from .results import Object, error_object, plan_object
from .session import Session
from .sources import Roots, Source, document_at

OPTIONS = frozenset(
    "model map_model style length focus lang prompt temperature max_cost max_output_tokens".split()
)
"""The settings that a request may change; all others are the server's own."""


class Operations:
    """The work of one server. `context` holds its settings, `roots` the folders it may read;
    `on_bug` hears the traceback of a fault of ours.
    """

    def __init__(
        self,
        context: Context,
        *,
        roots: Roots | None = None,
        allowance: Allowance | None = None,
        on_bug: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.context, self.roots, self.on_bug = context, roots or Roots(), on_bug
        self.allowance = allowance or Allowance()
        self._shared = Shared()

    def with_roots(self, folders: Sequence[Path]) -> Operations:
        """The same with more folders open: those that one client grants."""
        roots = Roots(tuple(dict.fromkeys((*self.roots.folders, *folders))))
        opened = Operations(self.context, roots=roots, allowance=self.allowance, on_bug=self.on_bug)
        opened._shared = self._shared
        return opened

    def context_with(self, options: Mapping[str, Any]) -> Context:
        """The server's context under the options of one request; those that are None do not count.

        Raises:
            UsageError: an option is none of OPTIONS, has a wrong value, or asks for more than the
                server gives: a higher limit of cost, or a model file outside of the roots.
        """
        chosen = {name: value for name, value in options.items() if value is not None}
        for name in sorted(set(chosen) - OPTIONS):
            raise UsageError(
                f"A request cannot set {name!r}.", hint=f"It can set: {', '.join(sorted(OPTIONS))}."
            )
        self._check_cost(chosen.get("max_cost"))
        context = self.context.overridden(chosen) if chosen else self.context
        for name in ("model", "map_model"):
            if chosen.get(name):
                self._check_model(parse(chosen[name], context))
        return context

    async def read(self, source: Source, context: Context, watch: Watch) -> Document:
        """The document of a source; blocks the thread that it runs in."""

        def on_page(done: int, total: int, engine: str) -> None:
            watch.emit(Reading("", source.name, f"{engine}: page {done} of {total}"))

        return document_at(source, context, self.roots, on_page)

    async def summarize(
        self, document: Document, context: Context, watch: Watch, *, stream: bool = False
    ) -> Summary:
        """One summary, as `tersely FILE` makes it."""
        async with self._session(context, watch, restart_streams=stream) as session:
            return await session.summarize(document, stream=stream)

    async def plans(
        self, document: Document, models: Sequence[str], context: Context, watch: Watch
    ) -> list[Object]:
        """The plan of each model (of the server's own, where none is named), as `--dry-run --json`
        shows it; of one that cannot be used the error.
        """
        plans = []
        for model in models or [""]:
            try:
                one = context.overridden({"model": model}) if model else context
                if model:
                    self._check_model(parse(model, one))
                async with self._session(one, watch, dry_run=True) as session:
                    prepared = await session.prepare(document)
                plans.append(plan_object(prepared.plan, document.name))
            except TerselyError as error:
                if not models:
                    raise
                plans.append(error_object(error) | {"model": model})
        return plans

    async def compare(
        self,
        document: Document,
        models: Sequence[str],
        styles: Sequence[str],
        context: Context,
        watch: Watch,
    ) -> Comparison:
        """The same document through several models, as `tersely compare` does it."""
        refs = contenders(models, context)
        for ref in refs:
            self._check_model(ref)
        columns = candidates(refs, styles or [context.settings.style])
        async with self._session(context, watch) as session:
            return await side_by_side(session, document, columns)

    async def check(self, summary: str, document: Document) -> Check:
        """Where each sentence of `summary` rests in `document`; offline."""
        if not summary.strip():
            raise InputError("The summary is empty.", hint="Give the text that is to be checked.")
        # Read as a document: what no reader sees is not judged, as on the command line.
        written = documents.read_bytes(
            summary.encode("utf-8", "replace"), name="summary", media_type="text/plain"
        )
        return grounding.check(written.text, document)

    def _session(
        self,
        context: Context,
        watch: Watch,
        *,
        restart_streams: bool = False,
        dry_run: bool = False,
    ) -> AbstractAsyncContextManager[Session]:
        settings = context.settings
        budget = SharedBudget(
            settings.max_cost_usd,
            self.allowance,
            explicit=settings.max_cost_explicit,
            undo=context.undo("max_cost_usd"),
        )
        session = Session(
            context,
            emit=watch.emit,
            restart_streams=restart_streams,
            dry_run=dry_run,
            budget=budget,
            shared=self._shared,
        )
        watch.opened(session)
        return session

    def _check_cost(self, max_cost: float | None) -> None:
        limit = self.context.settings.max_cost_usd
        if max_cost is not None and limit is not None and max_cost > limit:
            raise UsageError(
                f"max_cost is {usd(max_cost)}, and this server gives one request {usd(limit)}.",
                hint="Ask for less, or start the server with a higher --max-cost.",
            )

    def _check_model(self, ref: ModelRef) -> None:
        """A request names no file outside of the roots, be it the weights of a model."""
        configured = {self.context.settings.model, self.context.settings.map_model}
        named = ref.provider == "local" and ref.model and not ref.model.startswith("hf:")
        if not named or ref.model in configured:
            return
        if not self.roots.holds(Path(ref.model).expanduser().resolve()):
            raise UsageError(
                f"The model file {ref.model} is outside of the folders that are open to this server.",
                hint="Start the server with -m FILE, or with --root FOLDER.",
            )
