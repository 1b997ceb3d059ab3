"""Cue words beside values, words by which a question for a slot is known, and further words for values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from agent.nlu.extract.contexts import tokens
from agent.nlu.extract.enums import enum_hits
from agent.nlu.extract.fields import Field
from agent.nlu.extract.names import ordinary_words
from agent.schema.learning.exchanges import Exchange
from agent.schema.service import Service

_LEAST_SEEN: Final = 3
_LEAST_SHARE: Final = 0.05
_TELLING: Final = 3.0
"""How much likelier a word must be beside a value, or in a question for a slot, than elsewhere."""
_MOST: Final = 12
_PRECISE: Final = 0.8


def cue_words(slot: str, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """Words that stand directly before the slot's values much more often than elsewhere."""
    beside: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    places = 0
    for exchange in exchanges:
        words = tokens(exchange.text)
        everywhere.update({word.text.lower() for word in words if word.text[0].isalpha()})
        for start, _ in exchange.spans(slot):
            places += 1
            before = [word for word in words if word.end <= start][-1:]
            beside.update(word.text.lower() for word in before if word.text[0].isalpha())
    return _likelier(beside, places, everywhere, len(exchanges))


def question_words(service: Service, slot: str, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """Words and pairs of words in the assistant's questions for the slot, where its acts are annotated."""
    asking: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    questions = prompts = 0
    for exchange in exchanges:
        frame = exchange.prompt.frame(service.service_name) if exchange.prompt is not None else None
        if exchange.prompt is None or frame is None or not frame.actions:
            continue
        terms = set(_terms(exchange.prompt.utterance))
        prompts += 1
        everywhere.update(terms)
        if any(act.act == "REQUEST" and act.slot == slot for act in frame.actions):
            questions += 1
            asking.update(terms)
    return _likelier(asking, questions, everywhere, prompts)


def _terms(text: str) -> Iterator[str]:
    words = [token.text.lower() for token in tokens(text) if token.text[0].isalpha()]
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


def _likelier(here: Counter[str], places: int, everywhere: Counter[str], total: int) -> tuple[str, ...]:
    """The words whose share of the ``places`` is much greater than their share of the other utterances."""
    kept = [
        (count, word)
        for word, count in here.items()
        if count >= max(_LEAST_SEEN, _LEAST_SHARE * places)
        and count / places >= _TELLING * (everywhere[word] - count) / max(total - places, 1)
    ]
    return tuple(word for _, word in sorted(kept, key=lambda pair: (-pair[0], pair[1]))[:_MOST])


def value_words(field: Field, exchanges: Sequence[Exchange]) -> dict[str, tuple[str, ...]]:
    """Further words for the values of a categorical slot: said where a value came up that nothing known names."""
    common = ordinary_words(())
    everywhere: Counter[str] = Counter()
    beside: dict[str, Counter[str]] = {value: Counter() for value in field.choices}
    for exchange in exchanges:
        terms = {term for term in _terms(exchange.text) if not all(word in common for word in term.split())}
        everywhere.update(terms)
        variants = {variant.lower() for variant in exchange.changed.get(field.name, ())}
        for value in field.choices:
            if value.lower() not in variants:
                continue
            known = enum_hits(exchange.text, field.slot, field.wording, field.choices)
            if not any(hit.value == value for hit in known):
                beside[value].update(terms)
    return {
        value: words
        for value, counts in beside.items()
        if (
            words := tuple(
                sorted(
                    term
                    for term, count in counts.items()
                    if count >= _LEAST_SEEN and count >= _PRECISE * everywhere[term]
                )
            )[:_MOST]
        )
    }
