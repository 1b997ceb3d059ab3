"""Typed slot values out of an utterance, for any task."""

from agent.nlu.extract.engine import extract_slots
from agent.nlu.extract.resolvers import ClauseReference, NamesLaws, Resolvers

__all__ = ["ClauseReference", "NamesLaws", "Resolvers", "extract_slots"]
