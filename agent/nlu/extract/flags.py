"""Yes-or-no slots: named and not denied is yes, denied is no; a bare yes or no answers the open question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.acts import act_hits
from agent.nlu.data import load_model
from agent.nlu.extract.cues import find_cues
from agent.nlu.extract.enums import enum_hits
from agent.nlu.extract.fields import Field, Utterance
from agent.nlu.extract.grades import EnumHit
from common.errors import ConfigurationError
from common.language import Language

_FILE: Final = Path(__file__).with_name("flags.yaml")


class _Flags(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    denied_before: Mapping[Language, tuple[str, ...]]
    denied_after: Mapping[Language, tuple[str, ...]]
    affirmative: tuple[str, ...]
    negative: tuple[str, ...]


@cache
def _compiled() -> tuple[re.Pattern[str], re.Pattern[str], _Flags]:
    flags = load_model(_FILE, _Flags)
    before = "|".join(word for group in flags.denied_before.values() for word in group)
    after = "|".join(word for group in flags.denied_after.values() for word in group)
    try:
        return re.compile(rf"(?:{before})$", re.I), re.compile(rf"^(?:{after})", re.I), flags
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


def find_flag(said: Utterance, field: Field) -> EnumHit | None:
    """The value of a yes-or-no slot: one of the field's two choices (True/False, yes/no, 是/否), or ``None``."""
    before, after, flags = _compiled()
    yes = next((choice for choice in field.choices if choice.lower() in flags.affirmative), "True")
    no = next((choice for choice in field.choices if choice.lower() in flags.negative), "False")
    if hits := enum_hits(said.text, field.slot, field.wording, ()):
        return hits[-1] if said.corrects else hits[0]
    for cue in find_cues(said.text, field.name, field.wording):
        denied = before.search(said.text[: cue.start]) or after.search(said.text[cue.end :])
        return EnumHit(
            value=no if denied else yes, start=cue.start, end=cue.end, raw=said.text[cue.start : cue.end]
        )
    if field.name in said.asked:
        for act in act_hits(said.text):
            if act.act in ("confirm", "deny"):
                raw = said.text[act.start : act.end]
                value = yes if act.act == "confirm" else no
                return EnumHit(value=value, start=act.start, end=act.end, raw=raw)
    return None
