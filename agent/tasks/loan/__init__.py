"""Loans: what they cost, how they are repaid."""
