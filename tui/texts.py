"""The terminal's own words in both languages, from ``texts.yaml``."""

from __future__ import annotations

import os
from functools import cache
from importlib import resources

import yaml
from pydantic import TypeAdapter, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual, Language


@cache
def _texts() -> dict[str, Bilingual]:
    raw = (resources.files("tui") / "texts.yaml").read_text(encoding="utf-8")
    try:
        return TypeAdapter(dict[str, Bilingual]).validate_python(yaml.load(raw, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"tui/texts.yaml: {error}", remedy="mend the file") from error


def text(key: str, language: Language, **values: object) -> str:
    """The text of ``key`` with its ``{names}`` filled; KeyError for a key that does not exist."""
    return _texts()[key][language].format(**values)


def has_text(key: str) -> bool:
    """Whether there is a text of that key."""
    return key in _texts()


def engine_label(engine: str, language: Language) -> str:
    """Who worded something: a model's name, or the template, a colleague or both in words."""
    key = f"worded_{engine}"
    return text(key, language) if has_text(key) else engine


def reason_label(reason: str, language: Language) -> str:
    """Why a matter went to a human, in words."""
    key = f"reason_{reason}"
    return text(key, language) if has_text(key) else reason


def category_label(category: str, language: Language) -> str:
    """A finding's category in words; the category itself where the taxonomy has grown."""
    key = f"category_{category}"
    return text(key, language) if has_text(key) else category


def interface_language() -> Language:
    """The language of menus and labels: English where the locale says so, else Chinese."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"
