"""Full-width digits, letters and signs as their half-width twins, one for one."""

from __future__ import annotations

import re
from typing import Final

_NARROW: Final = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF1A)},
    **{wide: wide - 0xFEE0 for wide in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    **dict(zip(map(ord, "％．－−—–＋￥＄：＃＊／＝＜＞"), map(ord, "%.----+¥$:#*/=<>"), strict=True)),
    0x3000: ord(" "), 0xA0: ord(" "), 0x202F: ord(" "),
}  # fmt: skip
_GROUP_COMMA: Final = re.compile(r"(?<=[０-９])，(?=[０-９]{3})")


def narrow(text: str) -> str:
    """``text`` with half-width characters; its length, and so every position in it, stays the same."""
    return text if text.isascii() else _GROUP_COMMA.sub(",", text).translate(_NARROW)
