"""Reads disguised wording plainly, and remembers where every character came from.

Compatibility forms, zero-width characters, pictures, traditional characters, characters taken apart, stray
separators, spaced-out letters, digits for letters, pinyin and homophones (closed tables in
``normalise.yaml``) are undone. Rules match the plain text; spans are reported in the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")  # fmt: skip  # noqa: E501
_WIDE = "，．：；！？（）％～＋－＝／｜＃＆＊［］｛｝＜＞＄＠　０１２３４５６７８９"
_PLAIN = re.compile(rf"[\x20-\x7e{HAN}。、“”‘’《》…—\n{_WIDE}]*")
_SEPARATOR = re.compile(
    rf"(?<=[{HAN}])[ \t\u00b7\u2022\u2027\u30fb\u25cf\u25a0\u2605\u2606.\-_*/|~+^=#&@`'\\·•・‧⟨⟩<>\u2500-\u27bf]+(?=[{HAN}])"  # noqa: E501
)
_BRACKETED = re.compile(rf"(?<=[{HAN}])[(\[{{【〔「『<]([{HAN}])[)\]}}】〕」』>]")
_SPACED_LETTERS = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[ .\-_*·]{1,3}[a-z0-9@$]){3,}(?![a-z0-9])")
_MIXED_WORD = re.compile(r"[a-z0-9@$!|]*[a-z][a-z0-9@$!|]*")
_TO_ASCII = str.maketrans(
    {
        **{wide: unicodedata.normalize("NFKC", wide) for wide in _WIDE},
        "’": "'",
        "‘": "'",
        "＇": "'",
        "–": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "〇": "零",
    }
)


@dataclass(frozen=True)
class Normalised:
    """Plain text and, for each of its characters, the half-open span it came from."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text behind ``text[start:end]``."""
        if start >= end:
            where = self.starts[start] if start < len(self.starts) else len(self.original)
            return where, where
        return min(self.starts[start:end]), max(self.ends[start:end])


@dataclass
class _Working:
    text: str
    starts: list[int]
    ends: list[int]

    def sub(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> None:
        """Replace matches; every new character is mapped to the whole of what it replaces."""
        if pattern.search(self.text) is None:
            return
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        last = 0
        for match in pattern.finditer(self.text):
            new = replace(match)
            begin, stop = match.span()
            if new == match.group() or begin == stop:
                continue
            pieces += (self.text[last:begin], new)
            starts += self.starts[last:begin] + [self.starts[begin]] * len(new)
            ends += self.ends[last:begin] + [self.ends[stop - 1]] * len(new)
            last = stop
        pieces.append(self.text[last:])
        starts += self.starts[last:]
        ends += self.ends[last:]
        self.text, self.starts, self.ends = "".join(pieces), starts, ends


@dataclass(frozen=True)
class _Lexicon:
    emoji: dict[str, str]
    simplified: dict[int, str]
    closed: dict[str, str]
    closed_pattern: re.Pattern[str]
    pinyin: dict[str, str]
    pinyin_pattern: re.Pattern[str]
    signs: dict[int, str]
    words: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    data = yaml.load((Path(__file__).parent / "normalise.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    closed = sorted({**data["components"], **data["homophones"]}.items(), key=lambda item: -len(item[0]))
    groups: dict[str, str] = {}
    parts: list[str] = []
    for number, (word, spelt) in enumerate(sorted(data["pinyin"].items(), key=lambda item: -len(item[0]))):
        syllables = [f"(?:{char}|{sound})" for char, sound in zip(word, spelt.split(), strict=True)]
        groups[f"p{number}"] = word
        parts.append(f"(?P<p{number}>{'[ _-]?'.join(syllables)})")
    return _Lexicon(
        emoji={key.rstrip("\ufe0f"): value for key, value in data["emoji"].items()},
        simplified={ord(pair[0]): pair[1] for pair in data["traditional"].split() if pair[0] != pair[1]},
        closed={f"c{number}": word for number, (_, word) in enumerate(closed)},
        closed_pattern=re.compile(
            "|".join(f"(?P<c{number}>{spelt})" for number, (spelt, _) in enumerate(closed))
        ),
        pinyin=groups,
        pinyin_pattern=re.compile(rf"(?<![a-z])(?:{'|'.join(parts)})(?![a-z])"),
        signs={ord(key): value for key, value in data["leet"]["signs"].items()},
        words=frozenset(data["leet"]["words"]),
    )


def normalise(text: str) -> Normalised:
    """Undo disguises in ``text``; Latin letters come out in lower case."""
    lexicon = _lexicon()
    work = _characters(text, lexicon)
    work.text = work.text.translate(lexicon.simplified)
    work.sub(_SEPARATOR, lambda match: "")
    work.sub(_BRACKETED, lambda match: match.group(1))
    work.sub(_SPACED_LETTERS, lambda match: re.sub(r"[^a-z0-9@$]", "", match.group()))
    work.sub(_MIXED_WORD, lambda match: _plain_word(match.group(), lexicon))
    if re.search("[a-z]{2}", work.text):
        work.sub(lexicon.pinyin_pattern, lambda match: lexicon.pinyin[match.lastgroup or ""])
    work.sub(lexicon.closed_pattern, lambda match: lexicon.closed[match.lastgroup or ""])
    return Normalised(text, work.text, tuple(work.starts), tuple(work.ends))


def _characters(text: str, lexicon: _Lexicon) -> _Working:
    if _PLAIN.fullmatch(text):
        lower = text.lower().translate(_TO_ASCII)
        if len(lower) == len(text):
            return _Working(lower, list(range(len(text))), list(range(1, len(text) + 1)))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, character in enumerate(text):
        if _INVISIBLE.match(character):
            if ends:
                ends[-1] = at + 1
            continue
        plain = lexicon.emoji.get(character)
        if plain is None:
            plain = unicodedata.normalize("NFKC", character).lower().translate(_TO_ASCII)
            if len(plain) == 1 and "\u00c0" <= plain <= "\u024f":
                plain = unicodedata.normalize("NFD", plain)[0]
            elif unicodedata.category(character) == "So":
                plain = "·"
            elif unicodedata.combining(character):
                continue
        characters.append(plain)
        starts += [at] * len(plain)
        ends += [at + 1] * len(plain)
    return _Working("".join(characters), starts, ends)


def _plain_word(word: str, lexicon: _Lexicon) -> str:
    """The English word behind ``r1sk`` or ``gu@rantee``; any other word stays."""
    if word.isalpha():
        return word
    plain = word.translate(lexicon.signs)
    return plain if plain in lexicon.words else word
