"""From facts to sentences: the drafting protocol, its prompts and grammar, the engines, the models."""

from agent.drafting.catalogue import Entry, Model, find, list_models, path
from agent.drafting.download import pull, verify
from agent.drafting.grammar import literals_of
from agent.drafting.protocol import Drafter, DraftFailed, DraftRequest
from agent.drafting.select import open_drafter, why_not

__all__ = [
    "DraftFailed",
    "DraftRequest",
    "Drafter",
    "Entry",
    "Model",
    "find",
    "list_models",
    "literals_of",
    "open_drafter",
    "path",
    "pull",
    "verify",
    "why_not",
]
