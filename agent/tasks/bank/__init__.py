"""The bank's own balance sheet under a change of rates."""
