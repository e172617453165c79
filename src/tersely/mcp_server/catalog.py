"""What a client can read beside the tools: the styles and the models as resources, and a prompt for
each style.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..app import listing, styles
from ..app.context import Context
from ..errors import UsageError
from ..redaction import redact
from ..suggestion import did_you_mean

STYLES, MODELS = "tersely://styles", "tersely://models"
PARTS = ("system", "single", "map", "merge", "reduce")
PROMPT_ARGUMENTS = {
    "source": "A path below an opened folder, or an http(s) address.",
    "length": "short, medium, long, xl, 120w, 5s, 8b or 10%.",
    "focus": "What to look for.",
}


def resource(uri: str, context: Context) -> tuple[str, str]:
    """(media type, text) of a resource.

    Raises:
        UsageError: there is no such resource.
    """
    if uri == STYLES:
        rows = dict(styles.styles(context))
        return "application/json", json.dumps(rows, ensure_ascii=False, indent=1)
    if uri == MODELS:
        models = [row.as_dict() for row in listing.list_models(context)]
        return "application/json", redact(json.dumps(models, ensure_ascii=False, indent=1))
    if uri.startswith(f"{STYLES}/"):
        style = styles.load_style(uri.removeprefix(f"{STYLES}/"), context)
        parts = [f"<!-- {part}.md -->\n{getattr(style, part)}" for part in PARTS]
        return "text/markdown", "\n\n".join(parts)
    raise UsageError(f"There is no resource {uri[:200]!r}.", hint=f"Known: {STYLES}, {MODELS}.")


def prompt(name: str, arguments: Mapping[str, str], context: Context) -> str:
    """What a user's message says who chose the style `name` as a prompt.

    Raises:
        UsageError: there is no such style, or no source is named.
    """
    known = dict(styles.styles(context))
    if name not in known:
        raise UsageError(f"There is no style {name[:80]!r}.", hint=did_you_mean(name[:80], known))
    source = arguments.get("source", "").strip()
    if not source:
        raise UsageError("The prompt needs a source.", hint=PROMPT_ARGUMENTS["source"])
    kind = "url" if source.lower().startswith(("http://", "https://")) else "path"
    given = {kind: source, "style": name}
    given |= {key: arguments[key] for key in ("length", "focus") if arguments.get(key)}
    return (
        f"Call the tool `summarize` of tersely with {json.dumps(given, ensure_ascii=False)}. Show"
        " its text as it is, name what it flags, and say if the summary is not whole."
    )
