"""The key of a call, kept out of everything that leaves the border."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..provider import Endpoint

MASK = "[key]"
SHORTEST_KEY = 4
SHORTEST_WORD = 8


class Secrets:
    """What an endpoint holds of keys: its own, words of its headers and query, a password."""

    def __init__(self, endpoint: Endpoint) -> None:
        key = endpoint.key.get_secret_value() if endpoint.key else ""
        values = [*endpoint.headers.values(), *endpoint.query.values()]
        words = " ".join(values).split()
        passwords = [_password(endpoint.base_url), _password(endpoint.proxy)]
        secrets = {secret for secret in (key, *passwords) if len(secret) >= SHORTEST_KEY}
        secrets.update(word for word in words if len(word) >= SHORTEST_WORD)
        # The longest first: one may be the beginning of another.
        self.values = tuple(sorted(secrets, key=len, reverse=True))

    def mask(self, text: str) -> str:
        """`text` without any of them."""
        for secret in self.values:
            if secret in text:
                text = text.replace(secret, MASK)
        return text

    def begins_at(self, text: str) -> int:
        """Where, at the end of `text`, one of them may have begun; its length where none has."""
        starts = [len(text)]
        for secret in self.values:
            longest = min(len(secret) - 1, len(text))
            for size in range(longest, 0, -1):
                if text.endswith(secret[:size]):
                    starts.append(len(text) - size)
                    break
        return min(starts)


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""
