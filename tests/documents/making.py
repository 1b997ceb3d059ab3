"""One report in every format that is read, made by the libraries people make them with."""

from __future__ import annotations

from pathlib import Path

TITLE = "某某银行2026年半年度报告"
PROSE = (
    "截至2026年6月末，本行资产总额12.35万亿元，较上年末增长5.2%；不良贷款率1.27%，较上年末下降0.03个百分点。",
    "上半年实现净利润628.4亿元，同比增长3.1%，净息差1.54%，环比收窄8个基点；每股收益0.85元。本行坚持稳健经营，"
    "持续优化资产负债结构，加强全面风险管理，各项业务稳步发展，服务实体经济的能力继续提高，客户基础进一步扩大。",
)
UNIT = "单位：人民币百万元"
TABLE = (
    ("项目", "2026年6月末", "2025年末", "变动（%）"),
    ("客户存款", "8,120,400", "7,900,100", "2.79"),
    ("发放贷款和垫款", "6,540,210", "6,300,000", "3.81"),
    ("拨备覆盖率（%）", "215.6", "210.1", ""),
)

EXPECTED = [
    ("资产总额", "12350000000000", "CNY"),
    ("资产总额", "5.2", "%"),
    ("不良贷款率", "1.27", "%"),
    ("不良贷款率", "-3", "bp"),
    ("净利润", "62840000000", "CNY"),
    ("净利润", "3.1", "%"),
    ("净息差", "1.54", "%"),
    ("净息差", "-8", "bp"),
    ("每股收益", "0.85", "CNY"),
    ("客户存款", "8120400000000", "CNY"),
    ("客户存款", "7900100000000", "CNY"),
    ("客户存款", "2.79", "%"),
    ("发放贷款和垫款", "6540210000000", "CNY"),
    ("发放贷款和垫款", "6300000000000", "CNY"),
    ("发放贷款和垫款", "3.81", "%"),
    ("拨备覆盖率", "215.6", "%"),
    ("拨备覆盖率", "210.1", "%"),
]
"""Name, value and unit of every figure, worked out by hand."""


def make(folder: Path, ending: str) -> Path:
    """The report as a file of that ending."""
    file = folder / f"report.{ending}"
    {"txt": _text, "md": _markdown, "pdf": _pdf, "docx": _docx, "xlsx": _xlsx}[ending](file)
    return file


def _text(file: Path) -> None:
    rows = ["\t".join(row) for row in TABLE]
    file.write_text("\n".join((TITLE, *PROSE, UNIT, *rows)), encoding="utf-8")


def _markdown(file: Path) -> None:
    rows = [f"| {' | '.join(row)} |" for row in TABLE]
    rows.insert(1, "|---|---:|---:|---:|")
    file.write_text("\n\n".join((f"# {TITLE}", *PROSE, UNIT, "\n".join(rows))), encoding="utf-8")


def _pdf(file: Path) -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle(
        "body", fontName="STSong-Light", fontSize=11, leading=17, firstLineIndent=22, wordWrap="CJK"
    )
    style = [("FONT", (0, 0), (-1, -1), "STSong-Light", 10), ("ALIGN", (1, 0), (-1, -1), "RIGHT")]
    parts = [Paragraph(words, body) for words in (TITLE, *PROSE, UNIT)]
    table = Table(TABLE, style=style, colWidths=[130, 100, 100, 80])
    SimpleDocTemplate(str(file)).build([*parts, table])


def _docx(file: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading(TITLE, 1)
    for words in (*PROSE, UNIT):
        document.add_paragraph(words)
    table = document.add_table(rows=len(TABLE), cols=len(TABLE[0]))
    for row, cells in enumerate(TABLE):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    document.save(str(file))


def _xlsx(file: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "主要数据"
    for words in (TITLE, *PROSE, UNIT):
        sheet.append([words])
    for number, row in enumerate(TABLE):
        sheet.append([cell if number == 0 or place == 0 else _number(cell) for place, cell in enumerate(row)])
    book.save(file)


def _number(cell: str) -> float | None:
    return float(cell.replace(",", "")) if cell else None
