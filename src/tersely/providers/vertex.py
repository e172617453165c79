"""Gemini on Google Vertex AI, through google-genai."""

from __future__ import annotations

from typing import Any, ClassVar

from ..errors import ConfigError
from ..provider import Endpoint
from ..records import Request
from . import gemini

PROJECT, LOCATION = "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION"


class Adapter(gemini.Adapter):
    """With a key that is an access token, else with the application default credentials of the
    machine (`gcloud auth application-default login`).
    """

    provider_name: ClassVar[str] = "vertex"
    aliases: ClassVar[tuple[str, ...]] = ("vertex-ai", "google-vertex")
    key_variables: ClassVar[tuple[str, ...]] = ()
    base_url_variable: ClassVar[str] = "GOOGLE_VERTEX_BASE_URL"
    default_base_url: ClassVar[str] = "https://{GOOGLE_CLOUD_LOCATION}-aiplatform.googleapis.com"
    key_page: ClassVar[str] = "https://console.cloud.google.com/vertex-ai"
    billing_page: ClassVar[str] = "https://console.cloud.google.com/billing"
    variables: ClassVar[tuple[str, ...]] = (PROJECT, LOCATION)

    def __init__(self, endpoint: Endpoint) -> None:
        said = ""
        try:
            super().__init__(endpoint)
            self._client  # noqa: B018  # a project or credentials that are missing are told before anything is read
        except gemini.credentials_error() as error:
            said = str(error)
        if said:
            raise gemini.no_credentials(endpoint, said)

    async def _send(self, request: Request, *, stream: bool) -> None:
        await gemini.signed(super()._send(request, stream=stream), self._endpoint)

    def credentials(self) -> dict[str, Any]:
        project, location = project_of(self._endpoint)
        token = {"credentials": gemini.access_token(self._key)} if self._endpoint.key else {}
        return {"vertexai": True, "project": project, "location": location, **token}


def project_of(endpoint: Endpoint) -> tuple[str, str]:
    """Project and location of a Vertex endpoint.

    Raises:
        ConfigError: no project is named.
    """
    variables = endpoint.options.get("variables", {})
    project = variables.get(PROJECT, "")
    if not project:
        raise ConfigError(
            f"{endpoint.provider} needs a project: {PROJECT} is not set.",
            hint=f"export {PROJECT}=my-project {LOCATION}=europe-west4",
        )
    return project, variables.get(LOCATION) or "global"
