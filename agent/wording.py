"""The assistant's own sentences, loaded from ``wording.yaml`` and checked when loaded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual, Language


@cache
def _texts() -> Mapping[str, Bilingual]:
    file = Path(__file__).with_suffix(".yaml")
    try:
        loaded = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        return TypeAdapter(dict[str, Bilingual]).validate_python(loaded)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{file.name} is not usable: {error}", remedy="mend the file") from error


def say(key: str, language: Language, **values: object) -> str:
    """The sentence ``key`` in ``language`` with ``{name}`` filled from ``values``."""
    return _texts()[key][language].format(**values)
