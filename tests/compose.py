"""What docker-compose.yml says, for the tests that hold it against the schema, the program and a real server."""

from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[1] / "docker-compose.yml"


def services() -> dict[str, dict[str, Any]]:
    """Return the services by name."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
    return found


def server_settings() -> dict[str, str]:
    """Return the settings of the server under their own names, as its image reads them from the environment.

    In a variable's name one underscore stands for a dot and two for an underscore. The password is none of them.
    """
    variables = services()["neo4j"]["environment"]
    names = {v: v.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_") for v in variables}
    return {names[v]: str(value) for v, value in variables.items() if v != "NEO4J_AUTH"}
