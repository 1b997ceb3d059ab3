"""Wealth: education and checks, never a sales pitch."""
