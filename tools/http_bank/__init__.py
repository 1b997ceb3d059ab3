"""A bank's own core system over HTTP: the contract of ``docs/core-banking.md``, read only."""

from tools.http_bank.bank import HttpBank

__all__ = ["HttpBank"]
