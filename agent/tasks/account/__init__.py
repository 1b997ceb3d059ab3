"""The identified customer's own records."""
