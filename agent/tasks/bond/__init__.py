"""Bonds: yield and price."""
