"""The answers as they come over the wire, beside the records of ``tools.core_banking``."""

from __future__ import annotations

from datetime import date
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from common.people import Role
from tools.core_banking import BankRecord, Id

R = TypeVar("R", bound=BankRecord)


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Books(_Answer):
    """The day the books stand at."""

    books_on: date


class StaffEntry(_Answer):
    """A member of staff in the directory; nothing is assumed where a field is absent."""

    id: Id
    role: Role
    branch: str = Field(min_length=1, max_length=64)


class Page(_Answer, Generic[R]):
    """Some of a list; ``next`` is the cursor of the rest, None at its end."""

    items: tuple[R, ...]
    next: str | None = Field(None, min_length=1, max_length=512)


class Problem(_Answer):
    """Why nothing was found (RFC 9457); ``code`` tells an unknown record from a wrong address."""

    code: Literal["unknown_staff", "unknown_customer", "unknown_account"]
