"""Claude on Google Vertex AI, through the anthropic SDK's own client."""

from __future__ import annotations

from typing import Any, ClassVar

from ..errors import UsageError
from ..provider import Endpoint, Provider
from ..records import Request
from . import anthropic
from .gemini import signed
from .vertex import LOCATION, PROJECT, project_of


class Adapter(anthropic.Adapter):
    """With a key that is an access token, else with the application default credentials of the
    machine (`gcloud auth application-default login`).
    """

    provider_name: ClassVar[str] = "vertex-claude"
    aliases: ClassVar[tuple[str, ...]] = ("vertex-anthropic",)
    key_variables: ClassVar[tuple[str, ...]] = ()
    base_url_variable: ClassVar[str] = "ANTHROPIC_VERTEX_BASE_URL"
    default_base_url: ClassVar[str] = "https://{GOOGLE_CLOUD_LOCATION}-aiplatform.googleapis.com/v1"
    key_page: ClassVar[str] = "https://console.cloud.google.com/vertex-ai"
    billing_page: ClassVar[str] = "https://console.cloud.google.com/billing"
    variables: ClassVar[tuple[str, ...]] = (PROJECT, LOCATION)
    client_class: ClassVar[str] = "AsyncAnthropicVertex"

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        project_of(endpoint)

    def credentials(self) -> dict[str, Any]:
        project, location = project_of(self._endpoint)
        token = {"access_token": self._key} if self._endpoint.key else {}
        return {"project_id": project, "region": location, **token}

    async def _send(self, request: Request, *, stream: bool) -> None:
        await signed(super()._send(request, stream=stream), self._endpoint)

    async def _models(self) -> list[str]:
        raise UsageError(f"{self.name} lists no models.", hint="See the Model Garden of Vertex AI.")

    async def _count(self, request: Request) -> int:
        return await Provider.count_tokens(self, request)
