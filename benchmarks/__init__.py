"""Measured comparisons, one command each; speeds as ratios to a named peer in the same run."""
