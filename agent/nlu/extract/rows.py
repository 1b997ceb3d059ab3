"""Rows of a table said or pasted: "0-3个月资产300亿负债220亿，3-6个月200亿/150亿", by the row the slot declares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from pydantic import JsonValue

from agent.nlu.extract.cues import word_pattern
from agent.nlu.extract.fields import Field
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.readings import EXACT, read_as
from agent.nlu.extract.table_figures import Token, per_digit, table_figures, unit_of_table
from agent.tasks.base import RowField, Slot

_TIGHT: Final = re.compile(r"\s?[/、]\s?")
_APART: Final = re.compile(r"[\s,，、/;；:：和及与(（]*(?:and)?[\s,，、/;；<≤=]*", re.I)
_LINE: Final = re.compile(r"[\n;；]+")
_OPEN: Final = re.compile(r"\s?(?:及?以上|以后|以外|\+|or more|and (?:above|over|beyond)|plus\b)", re.I)
_OPEN_BEFORE: Final = re.compile(
    r"(?:超过|大于|高于|over|beyond|above|more than|longer than|>)\s?(?:the )?$", re.I
)
"""A last band without its end: 1年以上, over 1 year."""
_PART: Final = re.compile(r"[\n;；,，:：。]+")

Foreign = tuple[int, int, Slot]
"""A cue word of another slot: where it stands, and that slot."""


@dataclass
class Rows:
    """The rows read, the words they came from, and the first one that lacks a value or the end of its band."""

    rows: list[dict[str, JsonValue]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    incomplete: tuple[int, int] | None = None
    endless: tuple[int, int] | None = None


def read_rows(text: str, slot: Field, mentions: Sequence[Mention], foreign: Sequence[Foreign]) -> Rows | None:
    """The rows of ``text`` by the fields ``slot`` declares, or ``None`` when there is none.

    A row begins at a figure with the unit of its first field; its other figures go to the field whose cue
    stands before them, else in the order of the declaration. Columns (all bands first, then all assets, …) and bare
    lines of as many figures as a row has fields are read too. ``foreign`` are the cue words of other slots, with
    their slots.
    """
    reader = _Reader(text, slot, foreign)
    tokens = [token for token in table_figures(text, mentions) if not reader.anothers(token)]
    if not tokens:
        return None
    keys = reader.keys(tokens)
    reader.unit = unit_of_table(text, [token for index, token in enumerate(tokens) if index not in keys])
    if not keys:
        return reader.lines(tokens)
    return reader.columns(tokens, keys) or reader.by_row(tokens, keys)


class _Reader:
    def __init__(self, text: str, slot: Field, foreign: Sequence[Foreign]) -> None:
        self._text = text
        self._row = slot.slot.row
        self._foreign = foreign
        self.unit: Decimal | None = None
        self._cues: list[tuple[str, int, int]] = []
        for name, groups in slot.wording.fields.items() if slot.wording is not None else ():
            pattern = word_pattern(tuple(word for group in groups.values() for word in group))
            for match in pattern.finditer(text) if pattern else ():
                if not any(low <= match.start() and match.end() <= high for low, high, _ in foreign):
                    self._cues.append((name, *match.span()))

    def anothers(self, token: Token) -> bool:
        """Whether a cue word of another slot, which can hold the figure, stands right before it."""
        return any(
            high <= token.start
            and not self._text[high : token.start].strip(" :：=为是")
            and read_as(token.mention, slot, pointed_at=True) is not None
            for _, high, slot in self._foreign
        )

    def keys(self, tokens: Sequence[Token]) -> list[int]:
        """The figures that open a row: those with its unit, and plain ranges bound to them."""
        keys = {
            index
            for index, token in enumerate(tokens)
            if self._reads(token.mention, self._row[0]) is not None
        }
        for index in range(len(tokens) - 2, -1, -1):
            token, after = tokens[index], tokens[index + 1]
            if index + 1 in keys and token.mention.kind == "plain":
                gap = self._text[token.end : after.start]
                if (token.ranged and _APART.fullmatch(gap)) or (not token.ranged and _TIGHT.fullmatch(gap)):
                    keys.add(index)
        return sorted(keys)

    def _reads(self, mention: Mention, column: RowField) -> Mention | None:
        """The reading of ``mention`` whose unit is that of ``column``."""
        slot = Slot(column.type, bare=False)
        for form in mention.readings():
            reading = read_as(replace(form, also=()), slot, pointed_at=False)
            if (
                reading is not None
                and reading.number is not None
                and reading.fit >= EXACT - 1
                and not reading.problem
            ):
                return form
        return None

    def columns(self, tokens: Sequence[Token], keys: Sequence[int]) -> Rows | None:
        """All bands first, then as many figures for each further field."""
        count, rest = len(keys), tokens[keys[-1] + 1 :]
        others = self._row[1:]
        together = keys[-1] - keys[0] == count - 1
        if count < 2 or not together or len(rest) < count * len(others):
            return None
        rows = Rows(rows=[self._opened(tokens[key], tokens[keys[-1]].mention) for key in keys])
        rows.spans = [(tokens[key].start, tokens[key].end) for key in keys]
        left = list(others)
        for block in range(len(others)):
            group = rest[block * count : (block + 1) * count]
            column = self._cued(
                tokens[keys[-1]].end if block == 0 else rest[block * count - 1].end, group[0].start, left
            )
            column = column or left[0]
            left.remove(column)
            for row, token in zip(rows.rows, group, strict=True):
                row[column.name] = self._value(token, column, group)
            rows.spans += [(token.start, token.end) for token in group]
        return rows

    def _opened(self, token: Token, unit: Mention) -> dict[str, JsonValue]:
        """A row with its first field; a bare figure has the unit of the band that carries one."""
        column = self._row[0]
        lower = column.range_end == "lower"
        form = self._reads(token.mention, column)
        if form is not None:
            high = form.upper if form.upper is not None else form.number
            low = token.low if token.ranged and form.upper is None else form.number
            return {column.name: _json(low if lower else high)}
        said = self._reads(unit, column)
        factor = per_digit(said) if said is not None else Decimal(1)
        return {column.name: _json((token.low if lower else token.high) * factor)}

    def by_row(self, tokens: Sequence[Token], keys: Sequence[int]) -> Rows | None:
        """Each band with the figures up to the next one."""
        rows = Rows()
        partial: tuple[int, int] | None = None
        section: RowField | None = None
        floor = 0
        for place, key in enumerate(keys):
            stop = keys[place + 1] if place + 1 < len(keys) else len(tokens)
            figures = tokens[key + 1 : stop]
            if not figures:
                continue
            section = self._cued(floor, tokens[key].start, self._row[1:]) or section
            floor = figures[-1].end
            row = self._opened(tokens[key], tokens[key].mention)
            used = self._fill(row, tokens[key].end, figures, section)
            span = (tokens[key].start, max([tokens[key].end, *(token.end for token in used)]))
            if self._endless(tokens[key]):
                rows.endless = rows.endless or span
            rows.spans += [
                (tokens[key].start, tokens[key].end),
                *((token.start, token.end) for token in used),
            ]
            partial = partial or (
                span if len(row) < len(self._row) and self._cued(*span, self._row[1:]) else None
            )
            rows.rows.append(row)
        return self._complete(rows, partial)

    def _complete(self, rows: Rows, partial: tuple[int, int] | None) -> Rows | None:
        """Put rows of one band together (all assets first, then all liabilities); what is then left is partial."""
        whole = [row for row in rows.rows if len(row) == len(self._row)]
        if len(whole) < len(rows.rows):
            bands: dict[JsonValue, dict[str, JsonValue]] = {}
            for row in rows.rows:
                bands.setdefault(row[self._row[0].name], {}).update(row)
            joined = list(bands.values())
            if all(len(row) == len(self._row) for row in joined):
                whole, partial = joined, None
            else:
                rows.incomplete = partial
        rows.rows = whole
        return rows if rows.rows or rows.incomplete else None

    def _fill(
        self, row: dict[str, JsonValue], start: int, figures: Sequence[Token], section: RowField | None
    ) -> list[Token]:
        """Give the figures of a row to its fields; a single one goes to the field its section is about."""
        left = list(self._row[1:])
        if section is not None and len(figures) == 1 and self._cued(start, figures[0].start, left) is None:
            row[section.name] = self._value(figures[0], section, figures)
            return list(figures)
        behind = (
            self._cued(start, figures[0].start, left) is None
            and self._cue_behind(figures[0], left) is not None
        )
        used: list[Token] = []
        floor = start
        for token in figures:
            if not left:
                break
            column = self._cue_behind(token, left) if behind else self._cued(floor, token.start, left)
            column = column or left[0]
            left.remove(column)
            row[column.name] = self._value(token, column, figures)
            used.append(token)
            floor = token.end
        return used

    def lines(self, tokens: Sequence[Token]) -> Rows | None:
        """Lines of nothing but figures, as many as a row has fields."""
        for between in (_LINE, _PART):
            rows = Rows()
            bounds = [0, *(match.end() for match in between.finditer(self._text)), len(self._text)]
            for low, high in pairwise(bounds):
                line = [token for token in tokens if low <= token.start < high]
                if len(line) != len(self._row):
                    continue
                row: dict[str, JsonValue] = {}
                for column, token in zip(self._row, line, strict=True):
                    first = column is self._row[0]
                    row[column.name] = _json(token.high) if first else self._value(token, column, tokens)
                rows.rows.append(row)
                rows.spans += [(token.start, token.end) for token in line]
            if len(rows.rows) > 1:
                return rows
        return None

    def _endless(self, token: Token) -> bool:
        """Whether a band that is to end somewhere is said without its end."""
        if self._row[0].range_end != "upper" or token.ranged or token.mention.upper is not None:
            return False
        return bool(_OPEN.match(self._text, token.end) or _OPEN_BEFORE.search(self._text[: token.start]))

    def _cued(self, start: int, end: int, columns: Sequence[RowField]) -> RowField | None:
        """The field whose cue stands last between ``start`` and ``end``."""
        names = {column.name: column for column in columns}
        inside = [
            (at, name) for name, at, stop in self._cues if start <= at and stop <= end and name in names
        ]
        return names[max(inside)[1]] if inside else None

    def _cue_behind(self, token: Token, columns: Sequence[RowField]) -> RowField | None:
        for name, at, _ in self._cues:
            if 0 <= at - token.end <= 2 and not self._text[token.end : at].strip(" 的"):
                return next((column for column in columns if column.name == name), None)
        return None

    def _value(self, token: Token, column: RowField, near: Sequence[Token]) -> JsonValue:
        """A figure in its field's unit; a bare sum has the unit of the table, else of the figures beside it."""
        number = token.low if column.range_end == "lower" else token.high
        if column.type != "money" or token.mention.kind != "plain":
            return _json(number)
        if self.unit is not None:
            return _json(number * self.unit)
        place = next((index for index, other in enumerate(near) if other is token), 0)
        scales = [
            other.scale for other in (*near[place:], *reversed(near[:place])) if other.scale is not None
        ]
        return _json(number * (scales[0] if scales else 1))


def _json(number: Decimal) -> JsonValue:
    return int(number) if number == number.to_integral_value() else float(number)
