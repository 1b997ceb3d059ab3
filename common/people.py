"""Who is at the counter: the staff member who asks, and the role that decides what they may see."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Role = Literal["teller", "manager", "supervisor", "compliance", "service"]

RESTRICTED_VIEWERS: frozenset[Role] = frozenset({"supervisor", "compliance"})
"""Roles that may read the words of a blocked draft."""


class Staff(BaseModel):
    """A staff member: ``id`` as in the bank's directory, ``branch`` the branch they work in."""

    model_config = ConfigDict(frozen=True)

    id: str
    role: Role = "manager"
    branch: str = "B001"
