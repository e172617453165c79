"""Each result as the JSON that every door hands out: command line, library, MCP and HTTP.

Offsets are in characters, times in seconds, money in USD (null where a price is unknown).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from ..errors import TerselyError
from ..records import Check, Document, Plan, Summary
from ..tokens import ESTIMATE_MARGIN

SCHEMA_VERSION = 1
Object = dict[str, Any]


def summary_object(summary: Summary) -> Object:
    """A summary with its receipt, usage and calls."""
    plan = _plan(summary.plan)
    plan["chunks"] = [
        {"start": c.start, "end": c.end, "tokens": c.tokens} for c in summary.plan.chunks
    ]
    receipt = asdict(summary.receipt)
    missing, unread = receipt.pop("missing"), receipt.pop("unread")
    recognized = receipt.pop("recognized")
    removed = removed_object(receipt.pop("removed"))
    receipt["retrieved"] = plan["retrieved"]
    return {
        "schema_version": SCHEMA_VERSION,
        "status": summary.status.value,
        "text": summary.text,
        "document": summary.document,
        "source": summary.source,
        "model": str(summary.model),
        "style": summary.style,
        "words": summary.words,
        "source_words": summary.source_words,
        "receipt": receipt,
        "missing": missing,
        "unread": unread,
        "recognized": recognized,
        "removed": removed,
        "check": asdict(summary.check) if summary.check else None,
        "usage": asdict(summary.usage),
        "cost_usd": summary.cost_usd,
        "reused": summary.reused,
        "calls": [
            asdict(call)
            | {"stage": str(call.stage), "finish": call.finish.value if call.finish else None}
            for call in summary.calls
        ],
        "plan": plan,
        "elapsed_s": summary.elapsed_s,
        "warnings": list(summary.warnings),
        "detail": summary.ended.detail,
        "ended_early": summary.ended.enough,
    }


def removed_object(removed: Iterable[tuple[str, int]]) -> list[Object]:
    """What a reader dropped, as every result has it."""
    return [{"kind": kind, "count": count} for kind, count in removed]


def plan_object(plan: Plan, document: str) -> Object:
    """The plan of a dry run."""
    planned = _plan(plan) | {"calls": plan.calls, "reused": plan.reused}
    planned["cost_usd"], planned["time_s"] = asdict(plan.cost_usd), asdict(plan.time_s)
    planned["margin"] = 0.0 if plan.exact else ESTIMATE_MARGIN
    return {"schema_version": SCHEMA_VERSION, "document": document, "plan": planned}


def _plan(plan: Plan) -> Object:
    rows = [{"name": str(row.stage)} | asdict(row) for row in plan.rows]
    for row in rows:
        del row["stage"]
    successors = [str(ref) for ref in plan.successors]
    return asdict(plan) | {
        "model": str(plan.model),
        "successors": successors,
        "stages": rows[: len(plan.stages)],
        "verification": rows[-1] if plan.verification else None,
    }


def text_object(document: Document) -> Object:
    """The text of a document, its marks and the account of its reader."""
    return {
        "schema_version": SCHEMA_VERSION,
        "status": "partial" if document.unread_share else "complete",
        "document": document.name,
        "source": document.source,
        "media_type": document.media_type,
        "text": document.text,
        "marks": [asdict(mark) for mark in document.marks],
        "unread": [asdict(part) for part in document.unread],
        "recognized": [asdict(part) for part in document.recognized],
        "removed": removed_object(document.removed),
        "notes": list(document.notes),
    }


def check_object(check: Check, document: Document) -> Object:
    """A check; offsets of claims are into the summary, of citations into the source's text."""
    from .. import grounding

    claims = [
        asdict(claim)
        | {
            "place": grounding.place(document, claim.citations[0].start)
            if claim.citations
            else None
        }
        for claim in check.claims
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "status": "flagged" if check.objections else "complete",
        "source": document.name,
        "unread": [asdict(part) for part in document.unread],
        "claims": claims,
        "flags": [asdict(flag) for flag in check.flags],
        "hints": [asdict(hint) for hint in check.hints],
        "traced": check.traced,
        "supported": check.count("supported"),
        "contradicted": check.count("contradicted"),
        "not_found": check.count("not found"),
        "same_words": check.count("same words"),
        "unfounded": check.unfounded,
        "unchecked": list(check.unchecked),
        "elapsed_s": round(check.elapsed_s, 4),
        "cost_usd": 0.0,
        "warnings": [],
    }


def error_object(error: TerselyError) -> Object:
    """An error; `spent` is what had been used up before it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "status": "error",
        "error": {
            "kind": type(error).__name__,
            "message": error.message,
            "hint": error.hint,
            "exit_code": error.exit_code,
        },
        "spent": error.spent,
    }
