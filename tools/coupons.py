"""The coupon dates of a bond, counted back from maturity, and where a settlement date falls among them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CouponPosition:
    """Where settlement stands in the coupon schedule.

    ``previous`` and ``following`` bound the regular coupon period that holds the settlement date;
    ``accrues_from`` is later than ``previous`` in a short first period. ``dates`` are those of the coupons
    still to be paid, the last one the maturity date.
    """

    previous: date
    accrues_from: date
    dates: tuple[date, ...]

    @property
    def following(self) -> date:
        """The next coupon date."""
        return self.dates[0]

    @property
    def remaining(self) -> int:
        """How many coupons are still to be paid."""
        return len(self.dates)

    @property
    def period_days(self) -> int:
        """TS: actual days of the regular coupon period."""
        return (self.following - self.previous).days


def add_months(day: date, months: int, anchor: int | None = None) -> date:
    """``day`` moved by whole months; on day ``anchor`` of the month (default: the same), or its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor or day.day, last))


def locate(
    settlement: date, maturity: date, frequency: int, issue: date | None = None, *, anchor: int | None = None
) -> CouponPosition:
    """Find the coupon period of ``settlement``.

    A coupon date itself belongs to the period it opens. Coupons fall on day ``anchor`` of the month; without
    it on the day of maturity, except that a bond issued on the 31st that matures on the last day of a shorter
    month keeps the 31st. When ``issue`` is no coupon date the first period is taken as a short one: a coupon
    is paid on the first regular date after issue.
    """
    day = _anchor(maturity, issue) if anchor is None else anchor
    span = 12 // frequency
    dates = [maturity]
    while (previous := add_months(maturity, -span * len(dates), day)) > settlement:
        dates.append(previous)
    short = issue is not None and issue > previous
    return CouponPosition(
        previous=previous,
        accrues_from=issue if issue is not None and short else previous,
        dates=tuple(reversed(dates)),
    )


def coupon_year_days(settlement: date, maturity: date, issue: date | None = None) -> int:
    """TY: actual days of the coupon year that holds ``settlement``.

    Years run from ``issue`` when it is known, else they are counted back from maturity.
    """
    if issue is not None and issue <= settlement:
        years = settlement.year - issue.year
        if add_months(issue, 12 * years) > settlement:
            years -= 1
        return (add_months(issue, 12 * (years + 1)) - add_months(issue, 12 * years)).days
    position = locate(settlement, maturity, 1)
    return position.period_days


def _anchor(maturity: date, issue: date | None) -> int:
    month_end = maturity.day == monthrange(maturity.year, maturity.month)[1]
    if issue is not None and month_end and issue.day > maturity.day:
        return issue.day
    return maturity.day
