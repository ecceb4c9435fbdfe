"""docker-compose.yml cannot be run by the tests; whatever can be said about it without docker is."""

import json
import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from core.settings import Settings
from tests.house.files import ROOT
from workers.cli import COMMANDS
from workers.rings import QUEUES

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def test_it_parses_against_the_compose_schema() -> None:
    schema = json.loads((ROOT / "tests/house/compose_schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    assert [error.message for error in Draft202012Validator(schema).iter_errors(COMPOSE)] == []


def test_it_runs_every_queue_the_beat_the_api_and_the_migration_once() -> None:
    commands = sorted(" ".join(service["command"]) for service in OURS.values())

    assert commands == sorted(["api", "beat", "migrate", *(f"worker {queue}" for queue in QUEUES)])


@pytest.mark.parametrize("name", OURS)
def test_its_commands_exist_in_the_command_line(name: str) -> None:
    words = OURS[name]["command"]
    check = OURS[name].get("healthcheck", {}).get("test", [])

    assert words[0] in COMMANDS
    if check[1:2] == ["entente"]:
        assert check[2:4] == words


@pytest.mark.parametrize("name", OURS)
def test_its_environment_names_exist_in_settings(name: str) -> None:
    known = {f"ENTENTE_{field.upper()}" for field in Settings.model_fields}

    assert set(OURS[name]["environment"]) <= known
    assert {"ENTENTE_DATABASE_URL", "ENTENTE_BROKER_URL", "ENTENTE_SECRET_KEY"} <= set(OURS[name]["environment"])


def test_every_variable_it_asks_for_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    for variable in set(re.findall(r"\$\{([A-Z_]+)", TEXT)):
        assert re.search(rf"^#?{variable}=", example, re.MULTILINE), variable


def test_secrets_have_no_default() -> None:
    for variable in ("POSTGRES_PASSWORD", "ENTENTE_SECRET_KEY"):
        uses = re.findall(rf"\$\{{{variable}([^}}]*)\}}", TEXT)
        assert uses
        assert all(use.startswith(":?") for use in uses)


@pytest.mark.parametrize("name", SERVICES)
def test_what_it_waits_for_exists_and_can_become_what_it_waits_for(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        if wait["condition"] == "service_healthy":
            assert "test" in SERVICES[other]["healthcheck"]
        if wait["condition"] == "service_completed_successfully":
            assert SERVICES[other]["restart"] == "no"


def test_named_volumes_are_declared_and_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert used == set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", OURS)
def test_our_containers_have_no_powers(name: str) -> None:
    assert OURS[name]["cap_drop"] == ["ALL"]
    assert OURS[name]["read_only"] is True


def test_only_the_api_is_reachable_and_only_from_this_machine() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "api": ["127.0.0.1:8000:8000"]
    }


def test_the_image_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith("USER ")][-1] != "USER root"
    assert lines.index("USER entente") < lines.index('ENTRYPOINT ["entente"]')
