"""A value in any of its written or spoken forms is read back exactly."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from agent.nlu.extract import extract_slots
from agent.nlu.extract.enums import vocabulary
from agent.tasks.account.lookup import Lookup
from agent.tasks.base import SlotType
from common import formatting
from common.language import detect_language
from tests.nlu import written_forms as forms
from tests.nlu.schemas import SCHEMAS

MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
TODAY = MONDAY.date()

round_trip = settings(max_examples=60, deadline=None)


def read(task: str, text: str) -> dict[str, JsonValue]:
    """The values read, nothing of them rough; what could not be taken stands under its code."""
    found = extract_slots(text, SCHEMAS[task], now=MONDAY, language=detect_language(text))
    assert not any(candidate.approximate for candidate in found.values.values()), text
    return {
        **{name: candidate.value for name, candidate in found.values.items()},
        **{error.code: error.raw for error in found.errors},
    }


whole_sums = st.one_of(
    st.integers(1, 9999).map(lambda n: n * 10_000),
    st.integers(1, 999_999).map(lambda n: n * 1000),
    st.integers(1, 10**9),
    st.integers(1, 9999).map(lambda n: n * 10**8),
)


@round_trip
@given(whole_sums)
def test_whole_sums(value: int) -> None:
    for text in forms.sums(Decimal(value)):
        assert read("try.sum", text) == {"amount": value}, text


@round_trip
@given(st.decimals("1", "99999999.99", places=2))
def test_sums_with_cents(value: Decimal) -> None:
    for text in forms.sums(value):
        assert read("try.sum", text) == {"amount": float(value)}, text


@round_trip
@given(st.decimals("0.01", "24", places=2))
def test_rates(percent: Decimal) -> None:
    for text in forms.rates(percent):
        assert read("try.rate", text) == {"yearly": pytest.approx(float(percent / 100), abs=1e-15)}, text


@round_trip
@given(st.integers(0, 10_000))
def test_portions(parts: int) -> None:
    share = Decimal(parts) / 10_000
    said = [formatting.percent(share), f"比例{share}", f"beta {share}", f"万分之{forms.numerals(parts)}"]
    if parts % 100 == 0:
        said += [f"百分之{forms.numerals(parts // 100)}", f"{parts // 100} percent"]
    if parts % 1000 == 0 and 0 < parts < 10_000:
        said += [f"{forms.numerals(parts // 1000)}成", f"{parts // 1000}成"]
    for text in said:
        assert read("try.share", text) == {"share": pytest.approx(float(share), abs=1e-15)}, text


@given(st.integers(1, 360))
@settings(max_examples=120, deadline=None)
def test_terms(months: int) -> None:
    for text in forms.terms(months):
        assert read("try.term", text) == {"length": months}, text


@round_trip
@given(st.integers(1, 120), st.integers(1, 999), st.integers(1, 120))
def test_counts(parts: int, held: int, years: int) -> None:
    said = [f"{parts}期", f"分{parts}期", f"{parts} instalments", f"期数{parts}"]
    said += [f"{forms.numerals(parts)}期", f"{forms.words(parts)} instalments"] if parts > 1 else []
    for text in said:
        assert read("try.count", text) == {"parts": parts}, text
    for text in (
        f"{held}天",
        f"存了{held}天",
        f"{forms.numerals(held)}天后支取",
        f"held for {held} days",
        f"第{held}天",
    ):
        assert read("try.count", text) == {"held": held}, text
    for text in (
        f"{years}岁",
        f"{forms.numerals(years)}岁",
        f"{years} years old",
        f"a {years}-year-old client",
        f"年龄{years}",
    ):
        assert read("try.person", text) == {"years": years}, text


dates = st.dates(date(1990, 1, 1), date(2059, 12, 31))


@round_trip
@given(dates)
def test_dates(day: date) -> None:
    for text in forms.days(day):
        assert read("try.date", text) == {"day": day.isoformat()}, text


@round_trip
@given(st.integers(-60, 400))
def test_days_from_the_session_clock(count: int) -> None:
    day = TODAY + timedelta(days=count)
    said = [f"{count}天后", f"{forms.numerals(count)}天以后", f"in {count} days", f"{count} days from now"]
    if count < 0:
        said = [f"{-count}天前", f"{-count} days ago"]
    for text in said if count else ["今天", "today"]:
        assert read("try.date", text) == {"day": day.isoformat()}, text


@round_trip
@given(st.dates(date(2015, 1, 1), TODAY), st.dates(date(2015, 1, 1), TODAY))
def test_periods(one: date, other: date) -> None:
    start, end = sorted((one, other))
    span = {"span": {"start": start.isoformat(), "end": end.isoformat()}}
    zh = [f"{formatting.date(start, 'zh')}{to}{formatting.date(end, 'zh')}" for to in ("到", "至", "-")]
    for text in [*zh, f"从{start}到{end}", f"from {start} to {end}", f"{start}~{end}"]:
        assert read("try.period", text) == span, text


@round_trip
@given(st.integers(-500, 500).filter(bool))
def test_shifts(points: int) -> None:
    for text in forms.shifts(points):
        assert read("try.bp", text) == {"shift": points}, text


@pytest.mark.parametrize(
    ("slot", "type_"),
    [
        ("repayment", "repayment_method"),
        ("early", "prepay_mode"),
        ("loan", "loan_type"),
        ("deposit", "deposit_type"),
    ],
)
def test_every_word_of_the_vocabulary(slot: str, type_: SlotType) -> None:
    for value, said in vocabulary()[type_].items():
        for word in said:
            assert read("try.enum", word).get(slot) == value, word


@pytest.mark.parametrize(("slot", "type_"), [("grade", "customer_risk"), ("product", "product_risk")])
def test_every_grade(slot: str, type_: SlotType) -> None:
    noun = {"grade": ("客户", "client"), "product": ("产品", "product")}[slot]
    for value, said in vocabulary()[type_].items():
        level = int(value[1])
        for text in (
            *said, value, value.lower(), f"{noun[0]}{level}级", f"{forms.numerals(level)}级{noun[0]}",
            f"level {level} {noun[1]}", f"{noun[1]} grade {level}",
        ):  # fmt: skip
            assert read("try.person", text).get(slot) == value, text


@round_trip
@given(st.integers(0, 9999).map(lambda n: f"{n:04d}"), st.integers(10**11, 10**12 - 1))
def test_accounts_by_their_last_four_digits(tail: str, head: int) -> None:
    numerals = "".join("零一二三四五六七八九"[int(digit)] for digit in tail)
    card = f"{head}{tail}"
    spaced = " ".join(card[at : at + 4] for at in range(0, 16, 4))
    for text in (
        f"尾号{tail}",
        f"尾号{numerals}",
        f"ending {tail}",
        f"last four digits {tail}",
        card,
        spaced,
    ):
        found = extract_slots(text, Lookup(), now=MONDAY, language="zh").values["account_ref"]
        assert found.value == tail, text
        assert str(head) not in found.raw.replace(" ", "")


@round_trip
@given(st.integers(1, 999))
def test_articles(number: int) -> None:
    for text in (
        f"第{number}条",
        f"第{forms.numerals(number)}条",
        f"article {number}",
        f"Art. {number}",
        f"{number}条",
    ):
        assert read("try.clause", text) == {"number": number}, text


@round_trip
@given(st.lists(st.decimals("0.5", "2", places=4), min_size=3, max_size=10))
def test_lists_of_numbers(numbers: list[Decimal]) -> None:
    for text in forms.number_lists(numbers):
        assert read("try.prices", text)["points"] == [float(number) for number in numbers], text


@round_trip
@given(st.lists(dates, min_size=2, max_size=6))
def test_lists_of_days(days: list[date]) -> None:
    for mark in (",", "、", " ", "\n"):
        text = "日期" + mark.join(day.isoformat() for day in days)
        assert read("try.prices", text) == {"days": [day.isoformat() for day in days]}, text


rows = st.lists(
    st.tuples(st.integers(1, 60), st.integers(1, 5000), st.integers(1, 5000)),
    min_size=1, max_size=5, unique_by=lambda row: row[0],
).map(sorted)  # fmt: skip


@round_trip
@given(rows)
def test_rows(told: list[tuple[int, int, int]]) -> None:
    expected = [
        {"months": months, "assets": assets * 10**8, "liabilities": liabilities * 10**8}
        for months, assets, liabilities in told
    ]
    for text in forms.row_lists(told):
        assert read("try.rows", text) == {"bands": expected}, text
