"""A picture that goes to a model with a request."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field

# Services count patches of 28 to 32 pixels: width x height / 750 (Anthropic), 1,024 pixels a token
# with up to 1.6 tokens a patch (OpenAI), 258 tokens a tile (Gemini). A page of A4 is 1,500 to 2,500
# tokens.
_PIXELS_A_TOKEN = 700


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG file with its size in pixels."""

    png: bytes = field(repr=False)
    width_px: int
    height_px: int

    @property
    def media_type(self) -> str:
        """What the bytes are."""
        return "image/png"

    @property
    def base64(self) -> str:
        """The file as services take it."""
        return b64encode(self.png).decode("ascii")

    @property
    def data_uri(self) -> str:
        """The file as a URL."""
        return f"data:{self.media_type};base64,{self.base64}"

    @property
    def digest(self) -> str:
        """Changes with the content."""
        return hashlib.sha256(self.png).hexdigest()

    @property
    def tokens(self) -> int:
        """An estimate on the high side, for budgets and limits."""
        return -(-self.width_px * self.height_px // _PIXELS_A_TOKEN)
