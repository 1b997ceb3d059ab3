"""The counter itself: who stands at it."""
