"""A chart that does not hold together is no chart; other packages bring charts of their own."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint

import pytest
from pydantic import ValidationError

from common.errors import ConfigurationError
from common.language import Language
from tests.tools.charts.calls import chart, run
from tools.amortise import Amortisation, AmortiseArguments
from tools.base import ToolRun
from tools.charts import Axis, Chart, ChartBuilder, Drawn, Series, Source, charts_of, registry


def test_a_chart_is_frozen_and_survives_json() -> None:
    drawn = chart("bond_risk", "en")
    assert Chart.model_validate_json(drawn.model_dump_json()) == drawn
    with pytest.raises(ValidationError):
        drawn.title = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    "changed",
    [
        {"categories": ()},
        {"categories": ("1", "2")},
        {"positions": (1,) * 30},
        {"details": ("one",)},
        {"kind": "lines"},
        {"kind": "ranges", "series": [{"name": "low", "values": [1] * 30}]},
        {"series": [{"name": "a", "values": [1] * 30}, {"name": "a", "values": [1] * 30}]},
        {"series": [{"name": "a", "values": [-1] * 30}]},
        {"series": [{"name": "a", "values": ["NaN"] * 30}]},
        {"series": []},
        {"series": [{"name": str(number), "values": [1] * 30} for number in range(7)]},
        {"title": ""},
    ],
)
def test_what_does_not_fit_together_is_refused(changed: dict[str, object]) -> None:
    given = chart("amortise").model_dump()
    assert Chart.model_validate(given)
    with pytest.raises(ValidationError):
        Chart.model_validate({**given, **changed})


def test_limits_of_a_range_are_in_order() -> None:
    given = chart("allocate").model_dump()
    low, high = given["series"]
    with pytest.raises(ValidationError, match="above its upper limit"):
        Chart.model_validate({**given, "series": [high, low]})


def _own(calls: Sequence[Drawn[AmortiseArguments, Amortisation]], language: Language) -> Sequence[Chart]:
    (call,) = calls
    return (
        Chart(
            kind="columns",
            title="own",
            summary="own",
            x=Axis(label="x", unit="none"),
            y=Axis(label="y", unit="yuan"),
            categories=("payment",),
            series=(Series(name="payment", values=(call.result.payment,)),),
            language=language,
            source=Source(tool="own_tool", convention="own", version="own/1"),
        ),
    )


OWN = ChartBuilder(tool="own_tool", arguments=AmortiseArguments, result=Amortisation, build=_own)


@pytest.fixture
def other_packages(monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    """What is registered under the entry-point group."""
    points: list[EntryPoint] = []
    monkeypatch.setattr(
        registry, "entry_points", lambda group: points if group == "tellergraph.charts" else []
    )
    for cached in (registry._registered, registry._loaded):
        cached.cache_clear()
    return points


def own_run() -> ToolRun:
    return run("amortise").model_copy(update={"name": "own_tool"})


def test_another_package_draws_its_own_tool(other_packages: list[EntryPoint]) -> None:
    other_packages.append(EntryPoint("own_tool", f"{__name__}:OWN", registry.ENTRY_POINTS))
    (drawn,) = charts_of((own_run(),), "en")
    assert [float(value) for value in drawn.series[0].values] == [4490.45]
    assert "own_tool" in registry.charted_tools()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("own_tool", "nowhere.to.be.found:OWN", "does not load"),
        ("own_tool", "tools.amortise:TOOL", "names no ChartBuilder"),
        ("amortise", f"{__name__}:OWN", "two chart builders"),
    ],
)
def test_a_builder_that_cannot_be_used_says_why(
    other_packages: list[EntryPoint], name: str, value: str, why: str
) -> None:
    other_packages.append(EntryPoint(name, value, registry.ENTRY_POINTS))
    with pytest.raises(ConfigurationError, match=why):
        charts_of((own_run(),), "zh")
