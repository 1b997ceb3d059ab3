"""What the rules say, and whether something may be said."""
