"""The same report in every format gives the same figures, each with its place in that file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from common.documents import Document, read_document
from tests.documents.making import EXPECTED, PROSE, make
from tools.reports.reading import read_figures

FORMATS = ("txt", "md", "pdf", "docx", "xlsx")


def figures(document: Document) -> list[tuple[str, str, str | None]]:
    return [(one.name, f"{one.value.normalize():f}", one.unit) for one in read_figures(document)]


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_gives_the_same_figures(ending: str, tmp_path: Path) -> None:
    document = read_document(make(tmp_path, ending))
    assert figures(document) == EXPECTED


@pytest.mark.parametrize("ending", FORMATS)
def test_the_span_of_a_figure_holds_its_words(ending: str, tmp_path: Path) -> None:
    document = read_document(make(tmp_path, ending))
    for one in read_figures(document):
        assert document.text[slice(*one.span)] == one.text


@pytest.mark.parametrize(
    ("ending", "net_profit", "deposits"),
    [
        ("txt", "第3行", "第6行"),
        ("md", "第5行", "第11行"),
        ("pdf", "第1页", "第1页"),
        ("docx", "第3段", "表1第2行第2列"),
        ("xlsx", "主要数据!A3", "主要数据!B6"),
    ],
)
def test_each_figure_says_where_it_stands(
    ending: str, net_profit: str, deposits: str, tmp_path: Path
) -> None:
    found = list(read_figures(read_document(make(tmp_path, ending))))
    places = {one.name: one.place for one in reversed(found)}
    for name, said in (("净利润", net_profit), ("客户存款", deposits)):
        place = places[name]
        assert place is not None
        assert place.said("zh") == said


def test_a_sentence_broken_by_the_page_is_read_whole(tmp_path: Path) -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=11, leading=17, wordWrap="CJK")
    file = tmp_path / "long.pdf"
    words = "".join(f"第{n}项业务收入{n}.5亿元，同比增长{n}.25%，" for n in range(100, 300))

    def feet(canvas: object, template: object) -> None:
        canvas.setFont("STSong-Light", 9)  # type: ignore[attr-defined]
        canvas.drawString(60, 800, "某某银行2026年半年度报告")  # type: ignore[attr-defined]
        canvas.drawString(280, 20, f"第{template.page}页")  # type: ignore[attr-defined]

    SimpleDocTemplate(str(file)).build([Paragraph(words, body)], onFirstPage=feet, onLaterPages=feet)
    document = read_document(file)
    assert len(document.pages) > 1
    assert words in document.text.replace("\n\n", "")
    assert any(block.start < start < block.end for start in document.pages for block in document.blocks)
    found = list(read_figures(document))
    assert len(found) == 400
    pages = [one.place.page for one in found if one.place is not None]
    assert pages == sorted(page for page in pages if page is not None)
    assert set(pages) == set(range(1, len(document.pages) + 1))


def test_words_inserted_with_tracked_changes_are_read_and_deleted_ones_are_not(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = docx.Document()
    paragraph = document.add_paragraph("净利润")
    paragraph._p.append(parse_xml(f"<w:del {space}><w:r><w:delText>12亿元</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {space}><w:r><w:t>15亿元</w:t></w:r></w:ins>"))
    document.save(str(tmp_path / "tracked.docx"))
    assert read_document(tmp_path / "tracked.docx").text == "净利润15亿元"


def test_a_merged_cell_is_read_once(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for row, cells in enumerate((("项目", "2025年", "2025年"), ("净利润（亿元）", "12", "12"))):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    table.cell(1, 1).merge(table.cell(1, 2)).text = "12"
    document.save(str(tmp_path / "merged.docx"))
    found = list(read_figures(read_document(tmp_path / "merged.docx")))
    assert [(one.name, one.value) for one in found] == [("净利润", Decimal(1_200_000_000))]


def test_a_sheet_is_read_as_it_is_shown(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["指标", "2025年"])
    sheet.append(["不良贷款率", 0.0127])
    sheet["B2"].number_format = "0.00%"
    sheet.append(["净利润（亿元）", 0.1 + 0.2])
    hidden = book.create_sheet("底稿")
    hidden.append(["净利润（亿元）", 99])
    hidden.sheet_state = "hidden"
    sheet["C3"] = "=B3*2"
    book.save(tmp_path / "book.xlsx")
    document = read_document(tmp_path / "book.xlsx")
    assert figures(document) == [("不良贷款率", "1.27", "%"), ("净利润", "30000000", "CNY")]
    assert [one.place.cell for one in read_figures(document) if one.place] == ["B2", "B3"]
    assert document.notes == (
        "“book.xlsx”有1个公式单元格没有存下结果，没有读入；用表格软件打开并保存一次即可。",
        "“book.xlsx”的隐藏工作表没有读入：底稿。",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_banks_write(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes("\n".join(PROSE).encode(encoding))
    assert read_document(file).text == "\n".join(PROSE)
