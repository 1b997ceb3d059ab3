"""Fixed disclosures, and the whole-answer rules "if it says A, it must also say B" (``disclosures.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual, Language
from policies.context import PolicyContext


class DisclosureRule(BaseModel):
    """If a text matches ``when`` and not ``needs``, the disclosures ``add`` are owed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    anchors: tuple[str, ...]
    when: tuple[str, ...]
    needs: tuple[str, ...]
    add: tuple[str, ...]
    unless: tuple[str, ...] = ()
    context: dict[str, bool] = Field(default_factory=dict)
    speaker: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    texts: dict[str, Bilingual]
    rules: tuple[DisclosureRule, ...]


@dataclass(frozen=True)
class Owed:
    """A disclosure a text owes: which rule, the span (of the plain text) that calls for it, and the keys."""

    rule: str
    start: int
    end: int
    keys: tuple[str, ...]


@cache
def _file() -> _File:
    path = Path(__file__).with_suffix(".yaml")
    try:
        file = _File.model_validate(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{path.name}: {error}", remedy="mend the file") from error
    unknown = {key for rule in file.rules for key in rule.add} - set(file.texts)
    if unknown:
        raise ConfigurationError(
            f"{path.name}: no text for {', '.join(sorted(unknown))}", remedy="add the text"
        )
    return file


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def disclosure(key: str, language: Language) -> str:
    """The fixed text of ``key``.

    Raises:
        ConfigurationError: when there is no such key.
    """
    text = _file().texts.get(key)
    if text is None:
        raise ConfigurationError(
            f"no disclosure is called {key}", remedy="add it to policies/disclosures.yaml"
        )
    return text[language]


def disclosure_keys() -> frozenset[str]:
    """All keys."""
    return frozenset(_file().texts)


def owed(plain: str, *, context: PolicyContext, speaker: str, given: Sequence[str] = ()) -> list[Owed]:
    """What ``plain`` (normalised) owes. ``given`` are keys the caller appends anyway."""
    result: list[Owed] = []
    for rule in _file().rules:
        if not any(anchor in plain for anchor in rule.anchors):
            continue
        if rule.speaker not in (None, speaker) or set(rule.add) <= set(given):
            continue
        if any(getattr(context, name, None) is not wanted for name, wanted in rule.context.items()):
            continue
        match = _compiled(rule.when).search(plain)
        if match is None or _compiled(rule.needs).search(plain):
            continue
        if rule.unless and _compiled(rule.unless).search(plain):
            continue
        result.append(Owed(rule.id, match.start(), match.end(), rule.add))
    return result
