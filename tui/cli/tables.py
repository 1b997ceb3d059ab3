"""``tellergraph tables``: the bank's own tables, checked line by line, shown by day, and begun from the samples."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from common.errors import UserError
from tui.cli.opening import open_settings
from tui.cli.output import emit, emit_json, table
from tui.cli.parser import Parser, add_command, add_group, add_json

if TYPE_CHECKING:
    from knowledge.bank_tables import BankTables


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands."""
    group = add_group(commands, "tables", "the bank's own tables: rates, fees, products, loan applications")
    check = add_command(
        group, "check", run_check, "check every file of a folder of tables",
        "One line for each thing to mend names file, row and column. Exit code 1 when there is one.",
    )  # fmt: skip
    _add_folder(check)
    check.add_argument(
        "--language", choices=("zh", "en"), default="zh", help="language of the lines (default: zh)"
    )
    add_json(check)
    listing = add_command(group, "list", run_list, "show which tables there are and what is in force")
    _add_folder(listing)
    listing.add_argument("--on", metavar="DATE", help="the day asked about (default: today)")
    add_json(listing)
    init = add_command(
        group, "init", run_init, "begin a folder of tables from the shipped samples",
        "Nothing that is there is overwritten. The samples say in their first line that they are samples.",
    )  # fmt: skip
    init.add_argument("folder", metavar="DIR", help="the folder to fill")


def _add_folder(parser: Parser) -> None:
    parser.add_argument(
        "folder", metavar="DIR", nargs="?", help="the folder (default: the installation's, else the samples)"
    )


def run_check(args: argparse.Namespace) -> int:
    """Print what has to be mended; exit code 1 when anything has."""
    from knowledge.bank_tables import check_tables

    folder = _folder(args.folder)
    tables, problems = check_tables(folder)
    lines = [problem.line(args.language) for problem in problems]
    if args.json:
        emit_json(
            {
                "folder": str(folder),
                "problems": [
                    {"file": p.file.name, "row": p.row, "column": p.column, "line": line}
                    for p, line in zip(problems, lines, strict=True)
                ],
                "tables": _states(tables, date.today()),
            }
        )
        return 1 if problems else 0
    for line in lines:
        emit(line)
    if not problems:
        _show(folder, tables, date.today())
    return 1 if problems else 0


def run_list(args: argparse.Namespace) -> int:
    """Print the tables and what of them is in force on a day."""
    from knowledge.bank_tables import BankTables

    folder = _folder(args.folder)
    try:
        day = date.today() if args.on is None else date.fromisoformat(args.on)
    except ValueError as error:
        raise UserError(f"--on: {args.on!r} is no day; write it like 2026-06-01") from error
    tables = BankTables.open(folder)
    if args.json:
        emit_json({"folder": str(folder), "on": day.isoformat(), "tables": _states(tables, day)})
    else:
        _show(folder, tables, day)
    return 0


def run_init(args: argparse.Namespace) -> int:
    """Copy the samples that are not there yet."""
    from knowledge.bank_tables import SAMPLES

    folder = Path(args.folder)
    folder.mkdir(parents=True, exist_ok=True)
    there = {file.stem.lower() for file in folder.iterdir()}
    for file in sorted(SAMPLES.iterdir()):
        if file.suffix not in (".csv", ".yaml"):
            continue
        if file.stem in there:
            emit(f"{file.stem}: kept as it is")
            continue
        content = file.read_text(encoding="utf-8")
        # Excel takes a CSV for UTF-8 only by this mark.
        encoding = "utf-8-sig" if file.suffix == ".csv" else "utf-8"
        (folder / file.name).write_text(content, encoding=encoding)
        emit(f"{file.stem}: {folder / file.name}")
    return 0


def _folder(named: str | None) -> Path:
    from knowledge.bank_tables import SAMPLES

    return Path(named) if named is not None else open_settings().tables or SAMPLES


def _show(folder: Path, tables: BankTables, day: date) -> None:
    emit(f"{folder}, on {day.isoformat()}")
    rows = []
    for state in _states(tables, day):
        sample = "sample" if state["sample"] else ""
        count = f"{state['in_force']} of {state['rows']} in force" if state["file"] else ""
        rows.append((f"  {state['name']}", str(state["file"] or "-"), str(state["state"]), count, sample))
    for line in table(rows):
        emit(line)


def _states(tables: BankTables, day: date) -> list[dict[str, object]]:
    from knowledge.bank_tables.tables import NAMES

    found: list[dict[str, object]] = []
    for name in NAMES:
        size = tables.size(name, day)
        found.append(
            {
                "name": name,
                "file": None if size.file is None else size.file.name,
                "state": tables.state(name, day),
                "rows": size.rows,
                "in_force": size.in_force,
                "sample": size.sample,
            }
        )
    return found
