"""The full schedule behind a loan answer, as sheets: inputs, rows, how it was worked out, and the disclaimer.

One sheet a loan: a quote has one, a prepayment one for each way. ``tools.schedule_files`` writes them. The words are
in ``schedule_sheets.yaml``, in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual, Language
from policies.disclosures import disclosure
from tools.amortise import AmortiseArguments, amortise
from tools.base import ToolContext
from tools.messages import argument_error, choice_name, user_error
from tools.prepay import PrepayArguments, prepay, remaining_rows
from tools.reprice import RepriceArguments, reprice
from tools.schedules import Row, interest_of, schedule

_FILE = Path(__file__).with_suffix(".yaml")

Cell = str | int | Decimal | date | None
CellKind = Literal["text", "whole", "money", "rate", "day"]


@dataclass(frozen=True)
class Input:
    """One line above the rows: its name, the value, and how it is shown."""

    label: str
    value: Cell
    kind: CellKind


@dataclass(frozen=True)
class Sheet:
    """A schedule with everything needed to read and repeat it; all words in one language."""

    title: str
    inputs: tuple[Input, ...]
    headings: tuple[str, ...]
    kinds: tuple[CellKind, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...]
    notes: tuple[str, ...]


class _InputWords(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: CellKind
    label: Bilingual


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    texts: dict[str, Bilingual]
    conventions: dict[str, Bilingual]
    inputs: dict[str, _InputWords]


@cache
def _words() -> _Words:
    try:
        return _Words.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error


def sheets_of(tool: str, args: Mapping[str, JsonValue], context: ToolContext) -> tuple[Sheet, ...]:
    """The schedules behind a call of ``tool``, worked out anew from its arguments, in the context's language.

    Raises:
        UserError: ``E_EXPORT`` for a tool without a schedule, else what the tool itself raises.
    """
    builder = BUILDERS.get(tool)
    if builder is None:
        raise user_error("E_EXPORT", context.language, case="tool", tool=tool, known=", ".join(BUILDERS))
    kind, build = builder
    try:
        arguments = kind.model_validate(dict(args))
    except ValidationError as failure:
        error = argument_error(failure, kind, context.language)
        raise user_error("E_EXPORT", context.language, case="refused", message=error.message) from failure
    return tuple(build(arguments, context))


def has_schedule(tool: str) -> bool:
    """Whether a call of ``tool`` has a schedule to export."""
    return tool in BUILDERS


def _quoted(arguments: BaseModel, context: ToolContext) -> Iterator[Sheet]:
    assert isinstance(arguments, AmortiseArguments)
    loan = amortise(arguments.model_copy(update={"schedule": "full", "period": None}), context)
    yield _sheet(
        choice_name(loan.method, context.language),
        arguments,
        loan.schedule,
        conventions=(loan.day_count, loan.rounding),
        version=loan.version,
        language=context.language,
    )


def _prepaid(arguments: BaseModel, context: ToolContext) -> Iterator[Sheet]:
    assert isinstance(arguments, PrepayArguments)
    result = prepay(arguments, context)
    for option in result.options:
        rows = remaining_rows(option.mode, result.balance_after, result.remaining_months, arguments)
        title = choice_name(option.mode, context.language)
        yield _sheet(
            title,
            arguments,
            rows,
            conventions=("30/360", "cent", "prepay"),
            version=result.version,
            language=context.language,
        )
    if not result.options:
        raise user_error("E_EXPORT", context.language, case="settled")


def _repriced(arguments: BaseModel, context: ToolContext) -> Iterator[Sheet]:
    assert isinstance(arguments, RepriceArguments)
    result = reprice(arguments, context)
    rows = schedule(arguments.balance, arguments.remaining_months, result.new_rate, arguments.method)
    title = choice_name(arguments.method, context.language)
    yield _sheet(
        title,
        arguments,
        rows,
        conventions=("30/360", "cent"),
        version=result.version,
        language=context.language,
    )


BUILDERS: Final[Mapping[str, tuple[type[BaseModel], Callable[[BaseModel, ToolContext], Iterator[Sheet]]]]] = (
    MappingProxyType(
        {
            "amortise": (AmortiseArguments, _quoted),
            "prepay": (PrepayArguments, _prepaid),
            "reprice": (RepriceArguments, _repriced),
        }
    )
)


def _sheet(
    title: str,
    arguments: BaseModel,
    rows: Sequence[Row],
    *,
    conventions: Sequence[str],
    version: str,
    language: Language,
) -> Sheet:
    words = _words()
    dated = rows[-1].due is not None
    headings = ["period", "due", "days"] if dated else ["period"]
    headings += ["payment", "principal", "interest", "balance"]
    kinds: list[CellKind] = ["whole", "day", "whole"] if dated else ["whole"]
    kinds += ["money"] * 4
    interest, repaid = interest_of(rows), sum((row.principal for row in rows), Decimal(0))
    filler: tuple[Cell, ...] = (None,) * (len(headings) - 5)
    said = (words.texts["separator"][language]).join(
        words.conventions[name][language] for name in conventions
    )
    return Sheet(
        title=title,
        inputs=tuple(_inputs(arguments, language)),
        headings=tuple(words.texts[name][language] for name in headings),
        kinds=tuple(kinds),
        rows=tuple(_cells(row, dated=dated) for row in rows),
        totals=(words.texts["total"][language], *filler, repaid + interest, repaid, interest, None),
        notes=(
            words.texts["convention"][language].format(said),
            words.texts["version"][language].format(version),
            disclosure("calculation", language),
        ),
    )


def _cells(row: Row, *, dated: bool) -> tuple[Cell, ...]:
    when: tuple[Cell, ...] = (row.due, row.days) if dated else ()
    return (row.period, *when, row.payment, row.principal, row.interest, row.balance)


def _inputs(arguments: BaseModel, language: Language) -> Iterator[Input]:
    """The arguments that describe the loan, in their order; those left out and not said are not shown."""
    for name, words in _words().inputs.items():
        value: object = getattr(arguments, name, None)
        if value is None or (name not in arguments.model_fields_set and name != "method"):
            continue
        shown = choice_name(value, language) if isinstance(value, str) else value
        if isinstance(shown, str | int | Decimal | date):
            yield Input(words.label[language], shown, words.kind)
