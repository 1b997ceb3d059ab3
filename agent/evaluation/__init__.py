"""Measures understanding against annotated data of others; nothing of such data is kept."""
