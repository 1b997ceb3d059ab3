"""The bank's own tables: posted rates, LPR, fees and limits, products, loan applications, as its people fill them."""

from knowledge.bank_tables.applications import LoanApplication
from knowledge.bank_tables.asked import AskedRates, asked_rates
from knowledge.bank_tables.posted import PostedRate
from knowledge.bank_tables.problems import Problem
from knowledge.bank_tables.products import OfferState, Product
from knowledge.bank_tables.rates import DepositKind, DepositRate, LoanKind, LoanRate, Lpr
from knowledge.bank_tables.table import Dated, Table, TableName, TableState
from knowledge.bank_tables.tables import SAMPLES, BankTables, check_tables, sample_tables

__all__ = [
    "SAMPLES",
    "AskedRates",
    "BankTables",
    "Dated",
    "DepositKind",
    "DepositRate",
    "LoanApplication",
    "LoanKind",
    "LoanRate",
    "Lpr",
    "OfferState",
    "PostedRate",
    "Problem",
    "Product",
    "Table",
    "TableName",
    "TableState",
    "asked_rates",
    "check_tables",
    "sample_tables",
]
