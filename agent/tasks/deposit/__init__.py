"""Deposits and how they are protected."""
