"""Settings: environment variables, read once, here and nowhere else."""

import getpass
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import KeyMissing, UsageError
from graph.load import Server
from graph.model.choices import Choices


class Settings(BaseSettings):
    """Everything that may be set from outside; `docs/reference/settings.md` is the page of it."""

    model_config = SettingsConfigDict(env_prefix="CONTACTGRAPH_", frozen=True, extra="ignore", populate_by_name=True)

    key: SecretStr | None = Field(None, description="Pseudonym key as text, 16 characters or more; before key_file.")
    key_file: Path | None = Field(None, description="File that holds the pseudonym key.")
    config_home: Path | None = Field(
        None, description="Where keys of deployments are kept when neither is set; default ~/.config/contactgraph."
    )
    operator: str | None = Field(None, description="Name recorded for looks, cases and facts; default: the login name.")
    retention_days: int | None = Field(
        None, ge=1, description="Records that ended longer ago are EXPIRED; default: everything is kept."
    )
    tests_open_cases: bool = Field(True, description="A positive test of a person without a case opens one.")
    fix_gap_minutes: int = Field(
        60, ge=1, le=1440, description="Longest silence between two positions of one stay in a phone cell."
    )
    smooth_minutes: int = Field(
        0,
        ge=0,
        le=10,
        description="Jumps of a phone to another cell and back in less than this are taken out; 0: none.",
    )
    debug: bool = Field(False, description="Show the traceback of an unexpected error.")
    neo4j_uri: str | None = Field(None, validation_alias=AliasChoices("NEO4J_URI"), description="Bolt address.")
    neo4j_user: str = Field("neo4j", validation_alias=AliasChoices("NEO4J_USER"), description="User of the server.")
    neo4j_password: SecretStr | None = Field(
        None, validation_alias=AliasChoices("NEO4J_PASSWORD"), description="Password of the server; no default."
    )
    neo4j_database: str = Field(
        "neo4j", validation_alias=AliasChoices("NEO4J_DATABASE"), description="Database; one deployment each."
    )
    bloom_url: str | None = Field(
        None, description="Address of your Bloom, such as https://host:7473/bloom/; links to cases are made from it."
    )
    neo4j_cells: Literal["all", "cases"] = Field(
        "all",
        description="Stays in phone cells that the server holds: all, or `cases`: only those around registered cases.",
    )
    neo4j_plain: bool = Field(
        False,
        description="Allow bolt:// and neo4j:// to another host: on a network that is yours alone; else use bolt+s://.",
    )

    @property
    def choices(self) -> Choices:
        """Return how facts are read."""
        return Choices(
            tests_open_cases=self.tests_open_cases, fix_gap=self.fix_gap_minutes * 60, smooth=self.smooth_minutes * 60
        )

    @property
    def server(self) -> Server:
        """Return how Neo4j is reached."""
        password = self.neo4j_password.get_secret_value() if self.neo4j_password else None
        return Server(self.neo4j_uri, self.neo4j_user, password, self.neo4j_database, self.neo4j_plain)

    def operator_name(self) -> str:
        """Return who is at the keyboard, for the record."""
        if self.operator:
            return self.operator
        try:
            return getpass.getuser()
        except (KeyError, OSError):  # a container's user without a name
            return f"uid {os.getuid()}"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Finds a deployment's pseudonym key, which is never inside its data directory."""

    settings: Settings

    def path(self, deployment_id: str) -> Path:
        """Return the file where the key of that deployment is kept when no setting names another."""
        base = self.settings.config_home
        if base is None:
            home = os.environ.get("XDG_CONFIG_HOME")
            base = (Path(home) if home else Path.home() / ".config") / "contactgraph"
        return base / "keys" / f"{deployment_id}.key"

    def existing(self, deployment_id: str) -> bytes:
        """Return the key; raise KeyMissing (KEY_MISSING) where no setting and no file gives one."""
        if self.settings.key is not None:
            return _checked(self.settings.key.get_secret_value().encode())
        file = self.settings.key_file or self.path(deployment_id)
        try:
            return _checked(file.read_bytes().strip())
        except OSError as e:
            raise KeyMissing(
                "KEY_MISSING",
                f"the pseudonym key of this deployment is not readable at {file}: set CONTACTGRAPH_KEY or "
                "CONTACTGRAPH_KEY_FILE to the key it was made with",
            ) from e

    def made(self, deployment_id: str) -> bytes:
        """Return the key of a new deployment: the one that is set, else a new one, kept readable for its owner only."""
        if self.settings.key is not None or self.settings.key_file is not None:
            return self.existing(deployment_id)
        file = self.path(deployment_id)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = secrets.token_hex(32)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(key + "\n")
        return key.encode()


def _checked(key: bytes) -> bytes:
    if len(key) < 16:
        raise UsageError("KEY_TOO_SHORT", "the pseudonym key has fewer than 16 characters: make one with 32 or more")
    return key
