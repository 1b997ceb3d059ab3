"""Settings of one installation: read from ``tellergraph.toml`` and the environment, nothing hidden.

The file is ``$TELLERGRAPH_HOME/tellergraph.toml``, or the one ``TELLERGRAPH_CONFIG`` names.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from common.errors import ConfigurationError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine."""


class Sampling(BaseModel):
    """How the local model samples: the published systems' defaults (0.6-0.7, 0.9-0.95)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float = Field(0.6, ge=0, le=2)
    top_p: float = Field(0.9, gt=0, le=1)
    max_tokens: int = Field(320, ge=16, le=4096)
    seed: int = 20261122


class SecondOpinionSettings(BaseModel):
    """Whether the local model looks again at an intent the classifier doubts. Off: no turn waits for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = False
    below: float = Field(0.5, gt=0, le=1, description="ask only below this confidence of the classifier")
    seconds: float = Field(2.0, gt=0, le=30, description="then the classifier's answer stands")


class BankSettings(BaseModel):
    """Which core banking system is asked: the embedded demonstration bank, or the bank's own over HTTP.

    The token is read from ``token_file``, else from the environment variable ``token_variable``; it is never a
    setting itself. Certificates are always verified, against ``ca_file`` where one is given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["embedded", "http"] = "embedded"
    base_url: str | None = None
    token_file: Path | None = None
    token_variable: str = Field("TELLERGRAPH_BANK_TOKEN", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    ca_file: Path | None = None
    connect_seconds: float = Field(2.0, gt=0, le=60)
    read_seconds: float = Field(5.0, gt=0, le=60)
    deadline_seconds: float = Field(10.0, gt=0, le=120, description="for one request with its repetitions")
    attempts: int = Field(3, ge=1, le=6, description="every request is a read, and may be repeated")
    backoff_seconds: float = Field(0.2, gt=0, le=10, description="doubled from one repetition to the next")

    @model_validator(mode="after")
    def _address(self) -> Self:
        if self.kind == "embedded":
            return self
        if self.base_url is None:
            raise ValueError('base_url is needed for kind = "http"')
        url = urlsplit(self.base_url)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError("base_url is not an http(s) address")
        if url.username or url.password or url.query or url.fragment:
            raise ValueError("base_url holds nothing but scheme, host, port and path")
        if url.scheme == "http" and url.hostname not in LOOPBACK:
            raise ValueError("base_url must be https; plain http only leads to this machine itself")
        return self


class Settings(BaseModel):
    """One installation. ``home`` holds the database, the index, the models and the key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    engine: str = "auto"
    deadline_seconds: float = Field(3.0, gt=0, description="wait for the model's first approved sentence")
    sampling: Sampling = Sampling()
    second_opinion: SecondOpinionSettings = SecondOpinionSettings()
    bank: BankSettings = BankSettings()
    threads: int = Field(2, ge=1, description="threads of the CPU engine")
    context_tokens: int = Field(4096, ge=512)
    openai_base_url: str = Field(
        "http://127.0.0.1:8000/v1", description="an OpenAI-compatible server, e.g. vLLM"
    )
    openai_api_key: str = "none"
    models_folder: Path | None = Field(None, description="where model files lie; default home/models")
    tables_folder: Path | None = Field(
        None, description="the bank's own tables; default home/tables where it exists, else the samples"
    )

    @property
    def models(self) -> Path:
        return self.models_folder or self.home / "models"

    @property
    def tables(self) -> Path | None:
        """The folder of the bank's own tables; None while it has none and the samples stand in."""
        if self.tables_folder is not None:
            return self.tables_folder
        own = self.home / "tables"
        return own if own.is_dir() else None

    @property
    def database(self) -> Path:
        return self.home / "tellergraph.db"

    @property
    def checkpoints(self) -> Path:
        return self.home / "checkpoints.db"

    @property
    def bank_database(self) -> Path:
        return self.home / "bank.db"

    @property
    def cache(self) -> Path:
        return self.home / "cache"


def load_settings(**overrides: object) -> Settings:
    """Read the settings; ``overrides`` win over the environment, which wins over the file.

    Raises:
        ConfigurationError: when the file is not TOML or names a setting that does not exist.
    """
    home = Path(os.environ.get("TELLERGRAPH_HOME") or user_data_path("tellergraph", appauthor=False))
    file = Path(os.environ.get("TELLERGRAPH_CONFIG") or home / "tellergraph.toml")
    values: dict[str, object] = {}
    if file.is_file():
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise ConfigurationError(
                f"cannot read {file}: {error}", remedy="mend or remove the file"
            ) from error
    values.setdefault("home", home)
    if engine := os.environ.get("TELLERGRAPH_ENGINE"):
        values["engine"] = engine
    values.update({key: value for key, value in overrides.items() if value is not None})
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"setting {name}: {first['msg']}", remedy=f"mend it in {file}") from error
