"""The published OpenAPI is true: nothing that it allows, or forbids, is a fault of the server."""

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from requests import PreparedRequest
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from central.app import create
from central.settings import Settings
from tests.central.client import Workstation
from tests.central.server import Centre

schema = schemathesis.openapi.from_dict(create(Settings(database="")).openapi())
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def workstation(centre: Centre, http: httpx.Client) -> Workstation:
    """A workstation that may see every office."""
    made = Workstation(centre, http)
    answer = made.pair(centre.code(centre.known_office(), scope="supervision"))
    assert answer.status_code == 200
    return made


@schema.parametrize()
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)
def test_what_is_made_up_is_answered_as_published(
    case: schemathesis.Case[Any], workstation: Workstation
) -> None:
    def signed(request: PreparedRequest) -> PreparedRequest:
        body = request.body or b""
        sent = body if isinstance(body, bytes) else str(body).encode()
        assert request.method is not None
        # What it makes up to pair with are guesses: of another address than other tests'.
        request.headers["X-Forwarded-For"] = "192.0.2.9"
        request.headers.update(workstation.headers(request.method, request.path_url, sent))
        return request

    answer = case.call(base_url=workstation.centre.address, auth=signed)
    workstation.nonce = (answer.headers.get("ventanilla-nonce") or [workstation.nonce])[0]
    case.validate_response(answer, checks=CHECKS)
