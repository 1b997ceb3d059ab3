"""SVG and PNG: right in both languages, the same each time, readable without eyes or colour, never empty boxes."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from common.errors import UserError
from common.language import Language
from tests.tools.charts.calls import DRAWN, chart
from tools.charts import fonts, pictures, plots, png, save_charts, svg

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def parsed(document: str) -> ElementTree.Element:
    return ElementTree.fromstring(document)


def words_of(root: ElementTree.Element) -> str:
    return "\n".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("tool", sorted(DRAWN))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_svg_has_its_words_as_text_a_title_and_every_value(tool: str, language: Language) -> None:
    drawn = chart(tool, language)
    root = parsed(svg(drawn))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "chart-title chart-description"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text == drawn.title
    assert description is not None
    assert description.text == pictures.described(drawn)
    shown = words_of(root)
    for wanted in (drawn.title, drawn.y.label, *drawn.categories[-1:], *(mark.label for mark in drawn.marks)):
        assert wanted in shown
    assert drawn.source.version in shown
    families = {node.get("style", "") for node in root.iter(f"{SVG}text")}
    assert all("'PingFang SC', 'Microsoft YaHei'" in style and "sans-serif" in style for style in families)


def test_the_description_has_the_figures_of_every_year() -> None:
    told = pictures.described(chart("amortise", "en"))
    assert "30: Principal RMB" in told
    assert "616,560.07" in told


def test_the_same_chart_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "from tests.tools.charts.calls import chart\nfrom tools.charts import svg\nimport sys\n"
        "sys.stdout.buffer.write(svg(chart('nim_effect')).encode())"
    )
    # Different seeds order sets differently.
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {svg(chart("nim_effect")).encode()}


@pytest.mark.parametrize("tool", sorted(DRAWN))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_png_opens_with_its_size_and_is_not_empty(tool: str, language: Language) -> None:
    content = png(chart(tool, language))
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "PNG"
        assert picture.size == tuple(round(side * pictures.DOTS_PER_INCH) for side in pictures.INCHES)
        colours = picture.convert("RGB").getcolors(1 << 20)
    assert colours is not None
    assert len(colours) > 20
    assert content == png(chart(tool, language))


def test_chinese_is_drawn_and_not_boxes() -> None:
    """Two characters that a font lacks look the same: boxes."""
    pictures_ = {png(chart("allocate").model_copy(update={"title": title})) for title in ("本", "金", "息")}
    assert len(pictures_) == 3
    assert fonts.font_for(("贷款本息合计", "RMB 100"), "zh") == "Noto Sans SC"


@pytest.fixture
def no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where the font package is missing and no font has Chinese characters."""
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_font_package")
    monkeypatch.setattr(fonts, "_MACHINE_FAMILIES", ())
    monkeypatch.setattr(fonts, "_fonts", fonts._fonts.__wrapped__)


@pytest.mark.usefixtures("no_chinese_font")
def test_without_a_chinese_font_a_png_is_refused_and_an_svg_is_right(tmp_path: Path) -> None:
    drawn = chart("amortise")
    with pytest.raises(UserError, match=r"没有含有.*请安装.*\.svg") as refused:
        save_charts((drawn,), tmp_path / "loan.png", "zh")
    assert refused.value.code == "E_CHART"
    assert list(tmp_path.iterdir()) == []
    assert "每年还本付息" in words_of(parsed(svg(drawn)))
    assert png(chart("amortise", "en"))


def test_a_character_no_font_has_is_named() -> None:
    drawn = chart("amortise", "en").model_copy(update={"title": "Loan \U00012345"})
    with pytest.raises(UserError, match="\U00012345"):
        png(drawn)


def test_markup_in_words_stays_words() -> None:
    drawn = chart("amortise", "en").model_copy(update={"title": "<b>&amp; $x$"})
    title = parsed(svg(drawn)).find(f"{SVG}title")
    assert title is not None
    assert title.text == "<b>&amp; $x$"
    assert "$x$" in words_of(parsed(svg(drawn)))


def test_series_differ_without_colour() -> None:
    for signs in (plots._DASHES, plots._MARKERS, plots._HATCHES):
        assert len(set(signs)) == len(plots.COLOURS)


def test_files_end_in_svg_or_png_and_are_never_overwritten(tmp_path: Path) -> None:
    charts = (chart("amortise"), chart("prepay"))
    first, second = save_charts(charts, tmp_path / "loan.svg", "zh")
    assert (first.name, second.name) == ("loan.svg", "loan-2.svg")
    assert parsed(second.read_text(encoding="utf-8")).tag == f"{SVG}svg"
    before = first.read_bytes()
    with pytest.raises(UserError, match="已经存在"):
        save_charts(charts[:1], first, "zh")
    assert first.read_bytes() == before
    for file, why in (("loan.pdf", "svg or"), ("nowhere/loan.svg", "cannot be written")):
        with pytest.raises(UserError, match=why):
            save_charts(charts, tmp_path / file, "en")
    with pytest.raises(UserError, match="no result"):
        save_charts((), tmp_path / "none.svg", "en")


def test_the_example_of_the_page_is_what_is_drawn() -> None:
    """Its figures and words; strokes and the source line may differ with the versions of what draws and reckons."""
    page = Path(__file__).parents[3] / "docs" / "chart.svg"
    description = parsed(page.read_text(encoding="utf-8")).find(f"{SVG}desc")
    assert description is not None
    assert description.text is not None
    now = pictures.described(chart("amortise", schedule="none"))
    assert description.text.splitlines()[:-1] == now.splitlines()[:-1]
