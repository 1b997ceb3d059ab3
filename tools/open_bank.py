"""Opens the core banking system that the settings name."""

from __future__ import annotations

from pathlib import Path

from common.settings import Settings
from tools.core_banking import CoreBanking


def open_bank(settings: Settings, *, database: Path | None = None) -> CoreBanking:
    """The bank's own system over HTTP, or the demonstration bank (in ``database``, by default that of the home).

    Nothing is asked of it yet: what is wrong with it is said by the first lookup.
    """
    if settings.bank.kind == "http":
        from tools.http_bank import HttpBank

        return HttpBank(settings.bank)
    from tools.embedded_bank import EmbeddedBank

    return EmbeddedBank(database or settings.bank_database)
