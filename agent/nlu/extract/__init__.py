"""Typed slot values out of an utterance, for any task."""

from agent.nlu.extract.engine import extract_slots
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.ordinals import Ordinal, ordinal_places, read_ordinals
from agent.nlu.extract.resolvers import ClauseReference, NamesLaws, Resolvers

__all__ = [
    "ClauseReference",
    "Mention",
    "NamesLaws",
    "Ordinal",
    "Resolvers",
    "extract_slots",
    "ordinal_places",
    "read_ordinals",
]
