"""The one clear line for a file that cannot be read, from ``complaints.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import ConfigurationError, UserError
from common.language import Bilingual, Language

_FILE: Final = Path(__file__).with_suffix(".yaml")

Unit = Literal["megabytes", "characters", "pages"]


class _Texts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    errors: dict[str, Bilingual]
    notes: dict[str, Bilingual]
    units: dict[Unit, Bilingual]


@cache
def _texts() -> _Texts:
    try:
        return _Texts.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error


@dataclass(frozen=True)
class Complaints:
    """What is said about one file, in one language."""

    name: str
    language: Language

    def error(self, code: str, **values: str) -> UserError:
        """The error of that code, to be raised."""
        return UserError(_texts().errors[code][self.language].format(name=self.name, **values), code=code)

    def too_big(self, unit: Unit, found: int, limit: int) -> UserError:
        """The error for too much of something."""
        said = _texts().units[unit][self.language]
        return self.error("E_FILE_SIZE", found=said.format(n=f"{found:,}"), limit=said.format(n=f"{limit:,}"))

    def note(self, name: str, **values: str) -> str:
        """A line about what was left out."""
        return _texts().notes[name][self.language].format(name=self.name, **values)
