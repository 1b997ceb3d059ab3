"""``tellergraph figures``: all figures of a document, without dialogue."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.cli.output import Progress, emit, emit_json, note, record_dump, table
from tui.cli.parser import Parser, add_command, add_json


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands, "figures", run, "list all figures of a report",
        "Reads txt, md, pdf, docx and xlsx, tables too. Sums are in yuan (or their own currency), shares in "
        "percent, points in basis points; each figure has its place in the file.",
    )  # fmt: skip
    parser.add_argument("file", metavar="FILE", help="the report")
    parser.add_argument(
        "--metrics", metavar="NAMES", help="only these, separated by commas, e.g. 净利润,NPL ratio"
    )
    parser.add_argument("--out", metavar="FILE", help="write them to this .csv or .xlsx file instead")
    parser.add_argument(
        "--language", choices=("zh", "en"), default="zh", help="language of the table (default: zh)"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Read the file and print or write its figures; exit code 1 when there is none."""
    from common.documents import read_document
    from tools.reports.export import export_figures
    from tools.reports.reading import read_figures
    from tools.reports.show import scale_of, shown
    from tools.reports.words import same_figure

    document = read_document(Path(args.file), language=args.language)
    progress = Progress(document.name)
    found = list(
        read_figures(document, progress=lambda done, total: progress(f"{done}/{total}", done / total))
    )
    progress.close()
    names = [name.strip() for name in (args.metrics or "").split(",") if name.strip()]
    kept = [one for one in found if not names or any(same_figure(one.name, name) for name in names)]
    for line in document.notes:
        note(f"tellergraph: {line}")
    if args.out is not None:
        export_figures(kept, Path(args.out), args.language)
        note(f"{args.out}: {len(kept):,}")
    elif args.json:
        emit_json({"document": document.name, "figures": [record_dump(one) for one in kept]})
    else:
        scale = scale_of(kept, args.language)
        rows = [
            [
                one.name, one.period or "", shown(one, scale, args.language), one.against or "",
                one.place.said(args.language) if one.place else "", one.text,
            ]
            for one in kept
        ]  # fmt: skip
        for line in table(rows):
            emit(line)
    return 0 if kept else 1
