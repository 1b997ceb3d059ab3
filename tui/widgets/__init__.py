"""Widgets by region of the screen."""
