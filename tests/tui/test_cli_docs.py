"""The page on the command line says what the commands say."""

from __future__ import annotations

import sys

import pytest

from tui.cli.docs import PAGE, page


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="argparse words its help anew in each Python version"
)
def test_the_page_is_the_commands_own_help() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tui.cli.docs"
