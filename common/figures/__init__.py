"""Figures in free Chinese, English and mixed text: what numbers it states, how exactly, and in what unit."""

from common.figures.figure import Figure, Kind, holds
from common.figures.scan import extract_figures
from common.figures.width import narrow
from common.numerals import parse_chinese_number

__all__ = ["Figure", "Kind", "extract_figures", "holds", "narrow", "parse_chinese_number"]
