"""The policy rules as a compliance officer writes them (``rules/*.yaml``), ready to be matched.

A file holds one category: what it is called, which provisions it rests on, what may be said instead, and
its rules. A rule's patterns are regular expressions over plain text in which ``~6`` is a gap of at most
six characters within a sentence, ``~!6`` the same gap without a negation in it, and ``<name>`` one of the
file's ``words``. ``anchors`` are words of which a text must hold one before the patterns are tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import entry_points
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual
from policies.decisions import Category

Scope = Literal["sentence", "text"]
Stance = Literal["negated", "refuted", "quoted", "defined", "asked", "attributed", "hypothetical"]

SPOKEN: tuple[Stance, ...] = ("negated", "refuted", "quoted", "defined", "asked", "attributed")
_GAP = re.compile(r"~(!?)(\d+)")
_NO_NEGATION = "(?:(?!不|没|无|非|未|勿|别|\\bnot?\\b|n't)[^。!?;\\n])"


class RuleFile(BaseModel):
    """One YAML file: a category and its rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: Category
    title: Bilingual
    why: Bilingual
    basis: tuple[str, ...]
    rewrite: Bilingual
    exempt_subjects: frozenset[str] = frozenset()
    words: dict[str, str] = Field(default_factory=dict)
    rules: tuple[RuleSource, ...]


class RuleSource(BaseModel):
    """One rule as written. ``exempt`` names the stances in which the phrase is allowed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    anchors: tuple[str, ...]
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    exempt: tuple[Stance, ...] = SPOKEN
    exempt_subjects: frozenset[str] | None = None
    only_subjects: frozenset[str] | None = None
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    rewrite: Bilingual | None = None


RuleFile.model_rebuild()


@dataclass(frozen=True)
class Rule:
    """A rule bound to its category; its expressions are compiled when a text first holds an anchor."""

    source: RuleSource
    file: RuleFile
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", f"{self.file.category}.{self.source.id}")

    @property
    def category(self) -> Category:
        return self.file.category

    @property
    def basis(self) -> tuple[str, ...]:
        return self.source.basis or self.file.basis

    @property
    def exempt_subjects(self) -> frozenset[str]:
        own = self.source.exempt_subjects
        return self.file.exempt_subjects if own is None else own

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return self._compile(self.source.patterns)

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return self._compile(self.source.unless) if self.source.unless else None

    def _compile(self, patterns: Sequence[str]) -> re.Pattern[str]:
        expanded = "|".join(expand(pattern, self.file.words) for pattern in patterns)
        try:
            return re.compile(expanded)
        except re.error as error:
            raise ConfigurationError(f"policy rule {self.id}: {error}", remedy="mend the pattern") from error


def expand(pattern: str, words: dict[str, str]) -> str:
    """Write out ``<name>``, ``~6`` and ``~!6``."""
    for _ in range(3):
        pattern = re.sub(r"<([a-z_]+)>", lambda match: f"(?:{words[match.group(1)]})", pattern)
    return _GAP.sub(
        lambda match: (_NO_NEGATION if match.group(1) else r"[^。!?;\n]") + f"{{0,{match.group(2)}}}", pattern
    )


@dataclass(frozen=True)
class Rulebook:
    """All rules, in the order of their files."""

    files: tuple[RuleFile, ...]
    rules: tuple[Rule, ...]

    def file(self, category: str) -> RuleFile | None:
        """The file of a category; None for one that no file describes (ungrounded)."""
        return next((file for file in self.files if file.category == category), None)


def load_rulebook(folders: Sequence[Path]) -> Rulebook:
    """Read every rule file of the folders.

    Raises:
        ConfigurationError: when a file is not a rule file; its name and the first fault are said.
    """
    words: dict[str, str] = {}
    files: list[RuleFile] = []
    for path in sorted(path for folder in folders for path in folder.glob("*.yaml")):
        try:
            data = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
            if path.stem == "words":
                words.update(data)
                continue
            file = RuleFile.model_validate(data)
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise ConfigurationError(f"policy rules {path.name}: {error}", remedy="mend the file") from error
        files.append(file)
    files = [file.model_copy(update={"words": {**words, **file.words}}) for file in files]
    return Rulebook(tuple(files), tuple(Rule(source, file) for file in files for source in file.rules))


@cache
def rulebook() -> Rulebook:
    """The built-in rules and those of other packages (entry points ``tellergraph.policies``: a folder)."""
    folders = [Path(__file__).parent / "rules"]
    folders += [Path(str(point.load())) for point in entry_points(group="tellergraph.policies")]
    return load_rulebook(folders)
