"""Example sentences out of dialogues: what asks for which intent, and what the assistant does by its words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from agent.schema.annotated import Dialogue
from agent.schema.answering import agrees
from agent.schema.learning.exchanges import Exchange, elsewhere
from agent.schema.prompt import AssistantAct, prompt_of
from agent.schema.service import NONE, Service
from agent.schema.slot_kinds import kind_of

MOST_ELSEWHERE = 300
"""Sentences of other services that are kept, as examples of what is not meant."""

_MERE_YES = 5
"""Words up to which a yes to an offer says nothing by itself."""


def request_sentences(
    service: Service, exchanges: Sequence[Exchange], dialogues: Sequence[Dialogue]
) -> dict[str, list[str]]:
    """For each intent what asks for it; for ``NONE`` what asks for none: courtesy, refusals, other services.

    Answers that give values of the matter at hand are left out: some ask again, some only answer.
    """
    found: dict[str, list[str]] = {intent.name: [] for intent in service.intents}
    found[NONE] = []
    for exchange in exchanges:
        text = _with_capitals(service, exchange)
        if not exchange.begins:
            if not exchange.changed:
                found[NONE].append(text)
        elif not (agrees(text) and len(text.split()) <= _MERE_YES):
            found[exchange.after.active_intent].append(text)
    others = islice(elsewhere(service, dialogues, "USER"), MOST_ELSEWHERE)
    found[NONE] += [turn.utterance for turn in others]
    return found


def _with_capitals(service: Service, exchange: Exchange) -> str:
    """The user's words, names written large: what is written small elsewhere passes for an ordinary word."""
    text = exchange.text
    for slot in service.slots:
        if kind_of(slot).type == "name":
            for start, end in exchange.spans(slot.name):
                text = text[:start] + text[start:end].title() + text[end:]
    return text


def assistant_sentences(
    service: Service, exchanges: Sequence[Exchange], dialogues: Sequence[Dialogue]
) -> dict[str, list[str]]:
    """What the assistant says, by its move; only of turns whose acts are annotated."""
    found: dict[str, list[str]] = {}
    for exchange in exchanges:
        frame = exchange.prompt.frame(service.service_name) if exchange.prompt is not None else None
        if exchange.prompt is None or frame is None or not frame.actions:
            continue
        prompt = prompt_of([AssistantAct(act.act, act.slot, act.values) for act in frame.actions])
        label = f"offer {prompt.offered}" if prompt.offered else prompt.move
        if prompt.move == "offer" and prompt.offered not in {intent.name for intent in service.intents}:
            continue
        found.setdefault(label, []).append(exchange.prompt.utterance)
    for turn in islice(elsewhere(service, dialogues, "SYSTEM"), MOST_ELSEWHERE if found else 0):
        acts = {act.act for frame in turn.frames for act in frame.actions}
        found.setdefault("more" if "REQ_MORE" in acts else "other", []).append(turn.utterance)
    return found
