"""The words for what a tool cannot take, in both languages, from ``messages.yaml``."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import ConfigurationError, UserError
from common.language import Bilingual, Language
from tools.base import ToolError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_FILE = Path(__file__).with_name("messages.yaml")


class _Messages(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: dict[str, Bilingual]
    units: dict[str, Bilingual]
    codes: dict[str, Bilingual]
    kinds: dict[str, Bilingual]
    choices: dict[str, Bilingual]


@cache
def _messages() -> _Messages:
    try:
        return _Messages.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error


def label(slot: str, language: Language) -> str:
    """The name of an argument as people say it; the argument's own name where none is written down."""
    known = _messages().labels.get(slot)
    return slot if known is None else known[language]


def kind_name(kind: str, language: Language) -> str:
    """What an account of that kind is called."""
    return _messages().kinds[kind][language]


def choice_name(choice: str, language: Language) -> str:
    """What a choice is called (``equal_instalment`` is 等额本息), else the choice itself."""
    known = _messages().choices.get(choice)
    return choice if known is None else known[language]


def message(code: str, language: Language, *, case: str | None = None, **values: object) -> str:
    """The sentence for ``code``, the one for the special ``case`` where there is one."""
    codes = _messages().codes
    text = codes.get(f"{code}.{case}", codes[code])[language].format(**values)
    return text[:1].upper() + text[1:] if code.startswith("E_") else text


def user_error(
    code: str, language: Language, *, slot: str | None = None, case: str | None = None, **values: object
) -> UserError:
    """A UserError whose message is the sentence for ``code``; ``label`` is filled from ``slot``."""
    if slot is not None:
        values.setdefault("label", label(slot, language))
    return UserError(message(code, language, case=case, **values), code=code, slot=slot)


def argument_error(failure: ValidationError, arguments: type[BaseModel], language: Language) -> ToolError:
    """Put pydantic's first complaint into one sentence for people."""
    first = failure.errors(include_url=False)[0]
    slot = str(first["loc"][0]) if first["loc"] else None
    code, values = _explain(first, arguments, language)
    values["label"] = label(slot or "arguments", language)
    return ToolError(code=code, message=message(code, language, case=slot, **values), slot=slot)


def _explain(
    first: ErrorDetails, arguments: type[BaseModel], language: Language
) -> tuple[str, dict[str, object]]:
    kind, context = first["type"], first.get("ctx", {})
    if kind == "missing":
        return "E_MISSING", {}
    if kind == "extra_forbidden":
        known = ", ".join(info.alias or name for name, info in arguments.model_fields.items())
        return "E_ARGUMENT", {"name": first["loc"][0], "known": known}
    if kind in {"literal_error", "enum"}:
        names = re.findall(r"(?<=')[^',]+(?=')|\d+", str(context.get("expected", "")))
        return "E_CHOICE", {"choices": _joined([choice_name(name, language) for name in names], language)}
    if kind.startswith("date"):
        return "E_DATE", {}
    if kind in _messages().codes:
        values: dict[str, object] = dict(context)
        if "unit" in context:
            for name in ("minimum", "maximum", "value"):
                values[name] = quantity(Decimal(context[name]), context["unit"], language)
        return kind, values
    return "E_VALUE", {}


def _joined(parts: list[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(parts)


def quantity(value: Decimal, unit: str, language: Language) -> str:
    """A limit in its unit: ``0.24`` as a rate is ``24%``, ``1000`` as money ``1,000元``."""
    shown = value * 100 if unit == "rate" else value
    digits = f"{shown.normalize():,f}"
    return _messages().units[unit][language].format(digits)
