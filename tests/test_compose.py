"""docker-compose.yml is a promise: its form, its secrets, and the settings that the start-up check asks for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import Settings
from graph.engines.neo4j import settings
from tests.compose import FILE, server_settings, services


def test_the_file_is_a_compose_file() -> None:
    """The published schema of compose files accepts it."""
    tool = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [tool, "--builtin-schema", "vendor.compose-spec", FILE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("secret", ["NEO4J_PASSWORD", "CONTACTGRAPH_KEY"])
def test_no_secret_has_a_default(secret: str) -> None:
    """Every use of a secret demands that it is set, with a sentence, and nothing stands in for it."""
    uses = re.findall(rf"\$\{{{secret}[^}}]*\}}", FILE.read_text(encoding="utf-8"))
    assert uses
    for use in uses:
        assert re.fullmatch(rf"\$\{{{secret}:\?set {secret} [^}}]+\}}", use), use


def test_no_variable_holds_a_secret_of_its_own() -> None:
    """A variable whose name says password, key or secret has no value in the file; of the server's, only the user."""
    for service in services().values():
        for name, value in service["environment"].items():
            if re.search(r"PASSWORD|KEY$|SECRET|AUTH$", name):
                assert re.fullmatch(r"(neo4j/)?\$\{\w+:\?[^}]+\}", str(value)), name


def test_every_service_has_a_health_check() -> None:
    """Each service says how to find out whether it is well, and the command waits until the server is."""
    assert all(service["healthcheck"]["test"] for service in services().values())
    assert services()["app"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}


def test_ports_are_open_on_this_machine_only() -> None:
    """No port of any service listens to the network."""
    ports = [port for service in services().values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:7687:7687", "127.0.0.1:7474:7474"]


def test_the_settings_are_those_that_the_check_asks_for() -> None:
    """The start-up check has nothing to remark on a server with the settings of the file."""
    assert list(settings._remarks(server_settings())) == []


def test_every_setting_that_the_check_asks_for_is_in_the_file() -> None:
    """All settings of the check are set, but the one whose default is right: memory of all transactions together."""
    asked = {wish.name for wish in settings._WISHES}
    assert asked - set(server_settings()) == {"dbms.memory.transaction.total.max"}


def test_the_command_has_only_settings_that_it_knows() -> None:
    """Each variable of the command's service is one that the program reads."""
    known = {str(f.validation_alias.choices[0]) if f.validation_alias else f"CONTACTGRAPH_{name.upper()}"  # type: ignore[union-attr]
             for name, f in Settings.model_fields.items()}  # fmt: skip
    assert set(services()["app"]["environment"]) <= known
