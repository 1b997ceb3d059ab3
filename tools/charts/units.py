"""How the values of a chart are written: on an axis in one scale, in a table each exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from common import formatting
from common.errors import ConfigurationError
from common.language import Bilingual, Language
from tools.charts.record import Axis, Unit

_FILE = Path(__file__).with_name("words.yaml")

_YUAN_SCALES: dict[Language, tuple[tuple[int, str], ...]] = {
    "zh": ((100_000_000, "yuan_yi"), (10_000, "yuan_wan")),
    "en": ((1_000_000, "yuan_million"), (10_000, "yuan_thousand")),
}
"""From which value on an axis counts in a larger unit."""

_DIVISORS = {
    "yuan_yi": 100_000_000,
    "yuan_wan": 10_000,
    "yuan_million": 1_000_000,
    "yuan_thousand": 1_000,
}


@dataclass(frozen=True)
class Scale:
    """An axis counts in ``divisor`` of its unit, which is then called ``unit`` (empty for none)."""

    divisor: Decimal
    unit: str

    def shown(self, value: Decimal) -> Decimal:
        """The value as the axis counts it."""
        return value / self.divisor


@cache
def _words() -> dict[str, Bilingual]:
    try:
        return TypeAdapter(dict[str, Bilingual]).validate_python(
            yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader)
        )
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"charts: {_FILE.name}: {error}", remedy="mend the file") from error


def words(key: str, language: Language, **values: object) -> str:
    """The text of ``key`` with its ``{names}`` filled; KeyError for a key that does not exist."""
    return _words()[key][language].format(**values)


def scale_of(axis: Axis, values: Iterable[Decimal], language: Language) -> Scale:
    """The scale that suits the largest of ``values``."""
    if axis.unit == "fraction":
        return Scale(Decimal("0.01"), "%")
    if axis.unit == "yuan":
        largest = max((abs(value) for value in values), default=Decimal(0))
        for least, name in _YUAN_SCALES[language]:
            if largest >= least:
                return Scale(Decimal(_DIVISORS[name]), words(f"unit_{name}", language))
    return Scale(Decimal(1), unit_name(axis.unit, language))


def unit_name(unit: Unit, language: Language) -> str:
    """What a unit is called beside an axis; empty where it has no name."""
    return words(f"unit_{unit}", language)


def axis_title(axis: Axis, scale: Scale, language: Language) -> str:
    """``每年还款（万元）`` / ``Paid a year (RMB thousand)``."""
    if not scale.unit or scale.unit == axis.label:
        return axis.label
    return f"{axis.label}（{scale.unit}）" if language == "zh" else f"{axis.label} ({scale.unit})"


def value_text(value: Decimal, axis: Axis, language: Language) -> str:
    """A value as it is told: ``4,490.45元``, ``3.5%``, ``105.0041``."""
    match axis.unit:
        case "yuan":
            return formatting.money(value, language)
        case "fraction":
            return formatting.percent(value, None if value == round(value, 4) else 4)
        case "price":
            return f"{value.quantize(Decimal('0.0001'), ROUND_HALF_UP):f}"
        case _:
            return f"{value.normalize():,f}"


def short_text(value: Decimal, scale: Scale) -> str:
    """A value beside a bar or the end of a curve, in the axis's scale: rounded half up to four or five digits."""
    shown = scale.shown(value)
    size = abs(shown)
    places = 0 if size >= 10_000 else 1 if size >= 100 else 2 if size >= 10 else 4 if not scale.unit else 2
    plain = f"{shown.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def table_lines(places: Iterable[str], columns: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """``place: name value; name value`` lines, for those who cannot see the picture."""
    named = [(name, list(cells)) for name, cells in columns]
    return [
        f"{place}: " + "; ".join(f"{name} {cells[row]}" for name, cells in named)
        for row, place in enumerate(places)
    ]
