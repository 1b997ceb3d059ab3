"""What ``make chat`` does before the chat opens: builds the index and trains the classifier, with progress."""

from __future__ import annotations

import sys

from tui.cli.main import guarded


def prepare() -> int:
    """Build what is missing or stale; otherwise nothing."""
    from datetime import date

    from tui.cli.opening import open_assistant
    from tui.cli.output import note

    with open_assistant("template") as assistant:
        assistant.library.search("存款保险", 1, as_of=date.today(), language="zh")
        if not any(assistant.settings.cache.glob("intents-*.npz")):
            note("learning to understand requests (once, some seconds)")
        assistant.classifier.classify("你好")
    return 0


if __name__ == "__main__":
    sys.exit(guarded(prepare))
