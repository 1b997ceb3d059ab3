"""What is wrong with a table: one line that names the file, the row and the column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual, Language


@dataclass(frozen=True)
class Problem:
    """One thing to mend. ``row`` counts as a spreadsheet does, from 1 with every line; None means the whole file.

    ``code`` is a key of ``problems.yaml`` and ``values`` fill its placeholders.
    """

    file: Path
    code: str
    row: int | None = None
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def line(self, language: Language = "en") -> str:
        """The line people read: where it is, what is wrong, and how it is written right."""
        words = _wording()
        where = [self.file.name]
        if self.row is not None:
            where.append(words["row"][language].format(row=self.row))
        if self.column is not None:
            where.append(words["column"][language].format(column=self.column))
        place = words["joint"][language].join(where)
        return words["line"][language].format(
            place=place, what=words[self.code][language].format(**self.values)
        )

    def error(self) -> ConfigurationError:
        """The same as an error for whoever runs the installation."""
        return ConfigurationError(self.line("en"), remedy="mend the file; tellergraph tables check shows all")


@cache
def _wording() -> Mapping[str, Bilingual]:
    file = Path(__file__).with_name("problems.yaml")
    try:
        loaded = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        return TypeAdapter(dict[str, Bilingual]).validate_python(loaded)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{file.name}: {error}", remedy="reinstall or mend the file") from error
