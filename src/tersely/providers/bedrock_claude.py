"""Claude on Amazon Bedrock, through the anthropic SDK's own client, with a Bedrock API key."""

from __future__ import annotations

from typing import Any, ClassVar

from ..errors import UsageError
from ..provider import Provider
from ..records import Request
from . import anthropic


class Adapter(anthropic.Adapter):
    """Streams of this service are binary event streams of AWS, which need its SDK: an answer comes
    in one piece.
    """

    provider_name: ClassVar[str] = "bedrock-claude"
    aliases: ClassVar[tuple[str, ...]] = ("bedrock-anthropic",)
    key_variables: ClassVar[tuple[str, ...]] = ("AWS_BEARER_TOKEN_BEDROCK",)
    base_url_variable: ClassVar[str] = "ANTHROPIC_BEDROCK_BASE_URL"
    default_base_url: ClassVar[str] = "https://bedrock-runtime.{AWS_REGION}.amazonaws.com"
    key_page: ClassVar[str] = "https://console.aws.amazon.com/bedrock/home#/api-keys"
    billing_page: ClassVar[str] = "https://console.aws.amazon.com/billing"
    variables: ClassVar[tuple[str, ...]] = ("AWS_REGION",)
    client_class: ClassVar[str] = "AsyncAnthropicBedrock"
    streams: ClassVar[bool] = False

    def credentials(self) -> dict[str, Any]:
        region = self._endpoint.options.get("variables", {}).get("AWS_REGION") or "us-east-1"
        return {"api_key": self._key, "aws_region": region}

    async def _models(self) -> list[str]:
        raise UsageError(
            f"{self.name} lists no models.", hint="See the model catalog of the Bedrock console."
        )

    async def _count(self, request: Request) -> int:
        return await Provider.count_tokens(self, request)
