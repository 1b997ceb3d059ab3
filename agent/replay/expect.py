"""What was expected of a turn, compared with what came: a list of mismatches, empty when all holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict, JsonValue

from agent.replay.transcript import Expect
from agent.reply import Reply
from common.figures import extract_figures, holds

_RELATIVE: Final = Decimal("1e-9")


class Mismatch(BaseModel):
    """One thing that was not as expected: ``key`` is the path under ``expect``."""

    model_config = ConfigDict(frozen=True)

    key: str
    expected: JsonValue
    got: JsonValue


def compare(expect: Expect, reply: Reply) -> list[Mismatch]:
    """Every stated expectation that ``reply`` does not meet; what is not stated is not checked."""
    found: list[Mismatch] = []
    for key in sorted(expect.model_fields_set):
        found.extend(_CHECKS[key](expect, reply))
    return found


def same_value(expected: JsonValue, got: JsonValue) -> bool:
    """Equal by value: 1000000 is 1000000.0, an unquoted 7781 is "7781"; lists and objects by member."""
    if isinstance(expected, bool) or isinstance(got, bool) or expected is None or got is None:
        return expected is got
    if isinstance(expected, int | float) and isinstance(got, int | float):
        left, right = Decimal(str(expected)), Decimal(str(got))
        return abs(left - right) <= _RELATIVE * max(abs(left), abs(right))
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(same_value, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(same_value(expected[key], got[key]) for key in expected)
    if isinstance(expected, list | dict) or isinstance(got, list | dict):
        return False
    return str(expected) == str(got)


def _field(name: str) -> Callable[[Expect, Reply], Iterator[Mismatch]]:
    def check(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
        expected, got = getattr(expect, name), getattr(reply, name)
        if expected != got:
            yield Mismatch(key=name, expected=expected, got=got)

    return check


def _listed(name: str, of: Callable[[Reply], Sequence[str]]) -> Callable[[Expect, Reply], Iterator[Mismatch]]:
    def check(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
        expected, got = list(getattr(expect, name) or ()), list(of(reply))
        if expected != got:
            yield Mismatch(key=name, expected=[*expected], got=[*got])

    return check


def _slots(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    for name, expected in expect.slots.items():
        got = reply.slots.get(name)
        if not same_value(expected, got):
            yield Mismatch(key=f"slots.{name}", expected=expected, got=got)


def _numbers(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    figures = extract_figures(reply.answer)
    for number in expect.numbers:
        if not any(holds(number, figure) for figure in figures):
            yield Mismatch(key="numbers", expected=number, got=[figure.text for figure in figures])


def _verdict(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    if expect.verdict != reply.verdict.decision:
        yield Mismatch(key="verdict", expected=expect.verdict, got=reply.verdict.decision)


def _categories(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    got = sorted({finding.category for finding in reply.verdict.findings})
    for category in expect.categories:
        if category not in got:
            yield Mismatch(key="categories", expected=category, got=[*got])


def _contains(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    for words in expect.contains:
        if words not in reply.answer:
            yield Mismatch(key="contains", expected=words, got=reply.answer)


def _excludes(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    for words in expect.excludes:
        if words in reply.answer:
            yield Mismatch(key="excludes", expected=words, got=reply.answer)


def _cites(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    got = [citation.id for citation in reply.citations]
    for prefix in expect.cites:
        if not any(citation.startswith(prefix) for citation in got):
            yield Mismatch(key="cites", expected=prefix, got=[*got])


def _confidence(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    least = expect.confidence_at_least
    if least is not None and reply.confidence < least:
        yield Mismatch(key="confidence_at_least", expected=least, got=reply.confidence)


def _errors(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    got = [error.code for error in reply.errors]
    for code in expect.errors:
        if code not in got:
            yield Mismatch(key="errors", expected=code, got=[*got])


def _escalation(expect: Expect, reply: Reply) -> Iterator[Mismatch]:
    stated, came = expect.escalation, reply.escalation
    got = None if came is None else came.model_dump(mode="json")
    if stated is None:
        if got is not None:
            yield Mismatch(key="escalation", expected=None, got=got)
        return
    expected = stated.model_dump(mode="json", include=stated.model_fields_set)
    if came is None or got is None:
        yield Mismatch(key="escalation", expected=expected, got=None)
        return
    for name in sorted(stated.model_fields_set):
        if getattr(stated, name) != getattr(came, name):
            yield Mismatch(key=f"escalation.{name}", expected=expected[name], got=got[name])


_CHECKS: Final[dict[str, Callable[[Expect, Reply], Iterator[Mismatch]]]] = {
    "intent": _field("intent"),
    "intents": _listed("intents", lambda reply: reply.intents),
    "slots": _slots,
    "tools": _listed("tools", lambda reply: [call.name for call in reply.tool_calls]),
    "numbers": _numbers,
    "verdict": _verdict,
    "categories": _categories,
    "contains": _contains,
    "excludes": _excludes,
    "cites": _cites,
    "language": _field("language"),
    "engine": _field("engine"),
    "confidence_at_least": _confidence,
    "awaiting": _field("awaiting"),
    "awaiting_intent": _field("awaiting_intent"),
    "errors": _errors,
    "escalation": _escalation,
}
