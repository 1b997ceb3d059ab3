"""Matters that go to a human."""
