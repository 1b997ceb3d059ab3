"""Small talk, help, and what the assistant cannot do."""
