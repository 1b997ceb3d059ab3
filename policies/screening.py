"""The user's own words are screened too: a scam under way, theft, court orders, evasion, complaints.

The triggers are in ``screening.yaml``. A trigger without a reason is a mark that calls nobody (prompt
injection, a request for somebody else's records). Personal data in the words is reported so that logs can mask it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from common.errors import ConfigurationError
from common.language import Language
from policies.decisions import Priority
from policies.escalation import Reason
from policies.normalise import normalise
from policies.pii import find_pii

_GAP = re.compile(r"~(\d+)")


class Trigger(BaseModel):
    """One thing the words show: ``reason`` and ``priority`` of the escalation, None for a mark.

    ``span`` are the words that show it, counted in the text as given.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    reason: Reason | None
    priority: Priority | None
    text: str
    span: tuple[int, int]


class Screening(BaseModel):
    """All triggers, the gravest first, and whether the words hold personal data."""

    model_config = ConfigDict(frozen=True)

    triggers: tuple[Trigger, ...] = ()
    has_pii: bool = False

    @property
    def escalation(self) -> Trigger | None:
        """The gravest trigger that calls a human."""
        return next((trigger for trigger in self.triggers if trigger.reason is not None), None)

    @property
    def injection(self) -> bool:
        """Whether the words try to instruct the assistant."""
        return any(trigger.id == "prompt_injection" for trigger in self.triggers)

    @property
    def third_party(self) -> bool:
        """Whether the words ask for the records of somebody who is not the customer."""
        return any(trigger.id == "third_party_records" for trigger in self.triggers)


class _Source(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    reason: Reason | None
    priority: Priority | None
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()


@cache
def _sources() -> tuple[tuple[_Source, re.Pattern[str], re.Pattern[str] | None], ...]:
    path = Path(__file__).with_suffix(".yaml")
    try:
        sources = TypeAdapter(tuple[_Source, ...]).validate_python(
            yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        )
        return tuple(
            (
                source,
                re.compile("|".join(_GAP.sub(r"[^。!?;\n]{0,\1}", pattern) for pattern in source.patterns)),
                re.compile("|".join(source.unless)) if source.unless else None,
            )
            for source in sources
        )
    except (OSError, yaml.YAMLError, ValidationError, re.error) as error:
        raise ConfigurationError(f"{path.name}: {error}", remedy="mend the file") from error


def screen_user(text: str, *, language: Language | None = None) -> Screening:
    """Screen the user's own words; both languages are always read, so ``language`` changes nothing yet."""
    plain = normalise(text)
    triggers: list[Trigger] = []
    for source, pattern, unless in _sources():
        match = pattern.search(plain.text)
        if match is None or (unless is not None and unless.search(plain.text)):
            continue
        start, end = plain.span(*match.span())
        triggers.append(
            Trigger(
                id=source.id,
                reason=source.reason,
                priority=source.priority,
                text=text[start:end],
                span=(start, end),
            )
        )
    triggers.sort(key=lambda trigger: trigger.priority or "P9")
    return Screening(triggers=tuple(triggers), has_pii=bool(find_pii(text)))
