"""Reads the data files beside the code: YAML mappings, with one clear line when a file is unusable."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from common.errors import ConfigurationError

M = TypeVar("M", bound=BaseModel)


def load_data(file: Path) -> dict[str, object]:
    """The mapping in ``file``. Raises ConfigurationError when it is absent or no mapping."""
    try:
        data = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(
            f"cannot read {file.name}: {error}", remedy="reinstall or mend the file"
        ) from error
    if not isinstance(data, dict):
        raise ConfigurationError(f"{file.name} is not a mapping", remedy="mend the file")
    return data


def load_model(file: Path, model: type[M]) -> M:
    """The file as ``model``. Raises ConfigurationError when it does not fit."""
    try:
        return model.model_validate(load_data(file))
    except ValidationError as error:
        raise ConfigurationError(
            f"{file.name}: {error.errors()[0]['msg']}", remedy="mend the file"
        ) from error
