"""The API keeps to its OpenAPI document: whatever is sent, the answer is one that the document describes."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.auth import Scope
from store.engine import connect
from tests.api.town import Town, open_town

_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="session")
def described(rough_town: Town) -> Any:
    """The API as its document describes it."""
    return schemathesis.openapi.from_asgi("/openapi.json", rough_town.app)


@pytest.fixture(scope="session")
def bearer(rough_town: Town) -> dict[str, str]:
    """A key that may do everything."""
    return {"Authorization": f"Bearer {rough_town.key(Scope.ADMIN)}"}


def _operations() -> list[tuple[str, str]]:
    """Path and method of all operations but the stream, which never ends and has tests of its own."""
    paths = open_town(connect("postgresql://nobody@127.0.0.1:9/none")).app.openapi()["paths"]
    return [(path, method.upper()) for path, methods in paths.items() for method in methods if "stream" not in path]


@pytest.mark.parametrize(("path", "method"), _operations())
def test_an_operation_answers_as_described(path: str, method: str, described: Any, bearer: dict[str, str]) -> None:
    @given(case=described[path][method].as_strategy())
    @settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def answers(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers=bearer, checks=_CHECKS)

    answers()
