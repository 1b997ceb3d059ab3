"""A posted value that may stand for a slot nobody has given: offered with the question, taken by a yes.

A task says what is posted for a slot (``Task.posted``); asking, taking, refusing and telling where the value
comes from know no slot by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, JsonValue

from agent.wording import say
from common.language import Bilingual, Language
from knowledge.citation import Citation


class PostedValue(BaseModel):
    """A value of one of the bank's tables in the slot's JSON type, with all that is told of it.

    ``key`` names what the value is posted for and stays the same when the row changes (``mortgage``); ``words``
    are those by which it is chosen among several. ``told`` is the value in words, ``validity`` since when and
    until when it holds, ``source`` the table, ``citation`` the row's id.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    value: JsonValue
    told: Bilingual
    validity: Bilingual
    source: Bilingual
    citation: str
    valid_from: date
    valid_to: date | None = None
    sample: bool = False
    words: tuple[str, ...] = ()

    def cited(self, language: Language, as_of: date) -> Citation:
        """The row as a source of the answer."""
        return Citation(
            id=self.citation, title=self.source[language], text=self.told[language], as_of=as_of, kind="document",
            effective_from=self.valid_from, effective_to=self.valid_to, verified=True, text_kind="verbatim",
            note=say("posted_sample", language) if self.sample else None,
        )  # fmt: skip

    def basis(self, language: Language) -> str:
        """Where the value comes from and how long it holds, without an end mark."""
        name = "posted_basis_sample" if self.sample else "posted_basis"
        return say(
            name,
            language,
            told=self.told[language],
            validity=self.validity[language],
            source=self.source[language],
        )


class Offer(BaseModel):
    """What is posted for a slot: one value, several to choose from, or none and ``silence`` saying why."""

    model_config = ConfigDict(frozen=True)

    options: tuple[PostedValue, ...] = ()
    silence: Bilingual | None = None

    @property
    def only(self) -> PostedValue | None:
        """The value a mere yes takes."""
        return self.options[0] if len(self.options) == 1 else None

    def keyed(self, key: str) -> PostedValue | None:
        """The value posted under ``key``."""
        return next((option for option in self.options if option.key == key), None)


def with_offer(question: str, offer: Offer, language: Language) -> str:
    """The question for a slot with what is posted for it."""
    if offer.only is not None:
        return say("ask_posted", language, question=question, basis=offer.only.basis(language))
    if offer.options:
        shown = say("posted_separator", language).join(_listed(offer.options, language))
        return say("ask_posted_which", language, question=question, options=shown)
    if offer.silence is not None:
        return say("ask_posted_silence", language, question=question, silence=offer.silence[language])
    return question


def _listed(options: Sequence[PostedValue], language: Language) -> list[str]:
    """Each option; validity and source once, behind the last of those that share them."""
    shown: list[str] = []
    for place, option in enumerate(options):
        following = options[place + 1] if place + 1 < len(options) else None
        shared = following is not None and (following.validity, following.source) == (
            option.validity,
            option.source,
        )
        shown.append(option.told[language] if shared else option.basis(language))
    return shown
