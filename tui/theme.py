"""Two calm palettes: ink for the evening, paper for the day."""

from __future__ import annotations

from textual.theme import Theme

INK = Theme(
    name="ink",
    dark=True,
    primary="#7fb4c9",
    secondary="#9a9fd0",
    accent="#e0b57d",
    success="#86c29c",
    warning="#e3bd6f",
    error="#e2867f",
    foreground="#d7dde4",
    background="#11161c",
    surface="#161d25",
    panel="#1d2630",
    variables={
        "border": "#33414f",
        "border-blurred": "#283440",
        "footer-key-foreground": "#e0b57d",
        "input-selection-background": "#7fb4c9 30%",
        "scrollbar": "#2c3946",
        "scrollbar-hover": "#3a4a5a",
        "scrollbar-active": "#7fb4c9",
        "scrollbar-background": "#11161c",
        "scrollbar-background-hover": "#11161c",
        "scrollbar-background-active": "#11161c",
        "block-cursor-background": "#2c3f4c",
        "block-cursor-foreground": "#eef2f5",
    },
)

PAPER = Theme(
    name="paper",
    dark=False,
    primary="#2f7186",
    secondary="#5c62a3",
    accent="#a56a1c",
    success="#2f7d4f",
    warning="#9a6d0e",
    error="#b1423a",
    foreground="#26313b",
    background="#f7f6f2",
    surface="#fdfcfa",
    panel="#edece6",
    variables={
        "border": "#c9c6bb",
        "border-blurred": "#dcd9cf",
        "footer-key-foreground": "#a56a1c",
        "input-selection-background": "#2f7186 25%",
        "scrollbar": "#d2cfc4",
        "scrollbar-hover": "#bdb9ab",
        "scrollbar-active": "#2f7186",
        "scrollbar-background": "#f7f6f2",
        "scrollbar-background-hover": "#f7f6f2",
        "scrollbar-background-active": "#f7f6f2",
        "block-cursor-background": "#cfe0e6",
        "block-cursor-foreground": "#16242c",
    },
)
