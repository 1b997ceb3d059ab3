"""What ``make chat`` does before the chat opens: builds the regulation index, showing its progress."""

from __future__ import annotations

import sys

from tui.cli.main import guarded


def prepare() -> int:
    """Build the index where it is missing or stale; otherwise nothing."""
    from datetime import date

    from tui.cli.opening import open_library

    open_library().search("存款保险", 1, as_of=date.today(), language="zh")
    return 0


if __name__ == "__main__":
    sys.exit(guarded(prepare))
