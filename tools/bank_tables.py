"""What the tools share of the bank's own tables: reach them, or say why there is nothing."""

from __future__ import annotations

from datetime import date

from common.errors import ConfigurationError, UserError
from knowledge.bank_tables import BankTables, TableName
from tools.base import ToolContext


def tables_of(context: ToolContext) -> BankTables:
    """The bank's tables. Raises ConfigurationError where the host runs without a library."""
    if context.library is None:
        raise ConfigurationError(
            "no library with the bank's tables is open", remedy="start with one, or run doctor"
        )
    return context.library.tables


def in_force(tables: BankTables, name: TableName, day: date, context: ToolContext) -> None:
    """Raise E_TABLE, in the words people read, where a table is missing, out of date or not yet in force."""
    if tables.state(name, day) != "in_force":
        said = tables.silence(name, day, context.language)
        end = "。" if context.language == "zh" else "."
        raise UserError(f"{said[:1].upper()}{said[1:]}{end}", code="E_TABLE")
