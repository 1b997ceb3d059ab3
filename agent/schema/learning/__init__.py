"""Learns the wording of a service from annotated dialogues.

What comes out is a ``ServiceWording``: the same plain data that the schema alone gives, only richer. Nothing else
of the dialogues is kept, and tracking stays what it is.
"""

from agent.schema.learning.learn import learn

__all__ = ["learn"]
