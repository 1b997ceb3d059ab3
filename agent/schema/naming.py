"""Names and descriptions of a schema as words people say."""

from __future__ import annotations

import re
from typing import Final

_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u3400-\u9fff]+|[^\W\d_A-Za-z\u3400-\u9fff]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_OF_THE_USER: Final = re.compile(
    r"(?:\b(?:an?|the) |(?<!another )(?<!other )\b)(?:user|customer|client)(?:'s|s')", re.I
)
_THE_USER: Final = re.compile(r"\b(?:an?|the) (?:user|customer|client)\b", re.I)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name: ``RecipientAccount_type`` is recipient, account, type."""
    return tuple(part.lower() for part in _PARTS.findall(name))


def phrase_of(name: str) -> str:
    """The words of a name in a row; Chinese ones without blanks."""
    words = words_of(name)
    return ("" if all(_HAN.match(word) for word in words) else " ").join(words) or name


def spoken(description: str) -> str:
    """A description as the user would say it: the user's account is my account, without a final stop."""
    own = _OF_THE_USER.sub("my", description.strip().rstrip(".。"))
    own = _THE_USER.sub("me", own)
    return own[:1].lower() + own[1:]


def is_chinese(text: str) -> bool:
    """Whether ``text`` has Han characters."""
    return bool(_HAN.search(text))
